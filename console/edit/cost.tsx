import type { EditBody } from '../../lambdas/contract/edit.ts';
import { CopiedText } from '../components/copied-text.tsx';
import { Section } from '../components/section.tsx';
import { usdWords } from '../words/amounts.ts';

/** What it costs, and by what ids it is known. */
export const CostSection = ({ edit }: { readonly edit: EditBody }) => (
  <Section title="Cost and ids">
    <dl class="facts">
      <div>
        <dt>Expected</dt>
        <dd>{edit.cost_estimate_usd === undefined ? 'not known' : usdWords(edit.cost_estimate_usd)}</dd>
      </div>
      <div>
        <dt>Reported</dt>
        <dd>{edit.cost_usd === undefined ? reportedLater(edit) : usdWords(edit.cost_usd)}</dd>
      </div>
      <div>
        <dt>Edit</dt>
        <dd>
          <CopiedText text={edit.edit_id} what="the edit's id" />
        </dd>
      </div>
      {edit.provider_request_id !== undefined && (
        <div>
          <dt>Provider’s request</dt>
          <dd>
            <CopiedText text={edit.provider_request_id} what="the provider's request id" />
          </dd>
        </div>
      )}
      {edit.stray_request_ids?.map((id) => (
        <div key={id}>
          <dt>Stray job</dt>
          <dd>
            <CopiedText text={id} what="the stray job's id" />
            <span class="soft">Taken by the provider besides: paid for, and followed by nobody.</span>
          </dd>
        </div>
      ))}
    </dl>
  </Section>
);

const reportedLater = ({ finished_at: finished }: EditBody): string =>
  finished === undefined ? 'once the provider reports it' : 'nothing';
