import type { EditBody } from '../../lambdas/contract/edit.ts';
import { CopiedText } from '../components/copied-text.tsx';
import { Section } from '../components/section.tsx';
import { shapeWords, sizeWords } from '../words/amounts.ts';

/** What came of it: to download, and to be used elsewhere. */
export const OutputsSection = ({ edit }: { readonly edit: EditBody }) => {
  if (edit.outputs.length === 0) return null;
  return (
    <Section title={edit.outputs.length === 1 ? 'Output' : 'Outputs'}>
      {edit.outputs.map((output) => {
        const shape = shapeWords(output);
        return (
          <div class="output" key={output.key}>
            <dl class="facts">
              <div>
                <dt>File</dt>
                <dd>
                  {[output.content_type, sizeWords(output.size_bytes), shape].filter(Boolean).join(', ')}
                </dd>
              </div>
              <div>
                <dt>S3 address</dt>
                <dd>
                  <CopiedText text={`s3://${output.bucket}/${output.key}`} what="the S3 address" />
                </dd>
              </div>
              <div>
                <dt>SHA-256</dt>
                <dd>
                  <CopiedText text={output.sha256} what="the checksum" />
                </dd>
              </div>
            </dl>
            <a
              class="button primary"
              href={`/files/${output.key}`}
              download={nameOf(edit.edit_id, output.key)}
            >
              Download
            </a>
          </div>
        );
      })}
    </Section>
  );
};

// All outputs are called output.mp4: with the edit's id one finds them again.
const nameOf = (editId: string, key: string): string => `${editId}-${key.slice(key.lastIndexOf('/') + 1)}`;
