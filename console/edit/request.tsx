import type { EditBody } from '../../lambdas/contract/edit.ts';
import { Section } from '../components/section.tsx';
import { shapeWords, sizeWords } from '../words/amounts.ts';
import { editInputs, type EditInput } from './edit-inputs.ts';
import { promptParts } from './prompt-parts.ts';
import './request.css';

type Request = NonNullable<EditBody['request']>;

/** What was asked for: prompt, pictures, sound and what the caller noted with it. */
export const RequestSection = ({ edit }: { readonly edit: EditBody }) => {
  const { request } = edit;
  if (request === undefined) return null;
  const [clip, ...pictures] = editInputs(edit.edit_id, request);
  const facts = edit.inputs?.find(({ path }) => path === 'video_url');
  const metadata = Object.entries(edit.metadata);
  return (
    <Section title="Request">
      <Prompt request={request} />
      {pictures.length > 0 && (
        <ul class="request-pictures" aria-label="Pictures">
          {pictures.map((picture) => (
            <Picture key={picture.path} {...picture} />
          ))}
        </ul>
      )}
      <dl class="facts">
        {clip !== undefined && (
          <div>
            <dt>Clip</dt>
            <dd>
              <code>{clip.url}</code>
              {facts !== undefined && (
                <span class="soft">
                  {' '}
                  {[shapeWords(facts), sizeWords(facts.size_bytes)]
                    .filter((words) => words !== '')
                    .join(', ')}
                </span>
              )}
            </dd>
          </div>
        )}
        <div>
          <dt>Sound</dt>
          <dd>{request.keep_audio ? 'kept' : 'not kept'}</dd>
        </div>
        {edit.origin.type === 'inbox' && (
          <div>
            <dt>From the inbox</dt>
            <dd>
              <code>{edit.origin.key}</code>
            </dd>
          </div>
        )}
        {metadata.map(([key, value]) => (
          <div key={key}>
            <dt>
              <span class="visually-hidden">Metadata </span>
              {key}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
};

const Prompt = ({ request }: { readonly request: Request }) => (
  <p class="request-prompt">
    {promptParts(request).map((part, place) =>
      part.kind === 'text' ? (
        part.text
      ) : (
        <mark key={place} class={`of-${part.kind}`}>
          {part.text}
        </mark>
      ),
    )}
  </p>
);

const Picture = ({ source, label }: EditInput) => (
  <li>
    <a href={source} target="_blank" rel="noreferrer">
      <img src={source} alt={label} loading="lazy" />
      <span class={label.startsWith('@Element') ? 'of-element' : 'of-image'} aria-hidden="true">
        {label}
      </span>
    </a>
  </li>
);
