import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { ProgressBar } from '../components/progress-bar.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { now } from '../live/now.ts';
import { costWords } from '../words/cost.ts';
import { ageWords } from '../words/durations.ts';
import { standing } from '../words/status.ts';
import { CostSection } from './cost.tsx';
import { DeliveriesSection } from './deliveries.tsx';
import { EditNotices } from './edit-notices.tsx';
import { afterError, billingWords } from './error-words.ts';
import { OutputsSection } from './outputs.tsx';
import { etaWords } from './progress.ts';
import { RequestSection } from './request.tsx';
import { Stage } from './stage.tsx';
import { Timeline } from './timeline.tsx';

export interface EditViewProps {
  readonly edit: EditBody;
  readonly deliveries: readonly DeliveryBody[];
  readonly onChanged: () => void;
}

/** All that is known of an edit. */
export const EditView = ({ edit, deliveries, onChanged }: EditViewProps) => (
  <>
    <Standing edit={edit} />
    <div class="edit-columns">
      <div class="edit-column">
        <Stage edit={edit} />
        <OutputsSection edit={edit} />
        <RequestSection edit={edit} />
      </div>
      <div class="edit-column">
        <Timeline edit={edit} />
        <CostSection edit={edit} />
        <DeliveriesSection editId={edit.edit_id} deliveries={deliveries} onChanged={onChanged} />
        <EditNotices editId={edit.edit_id} />
      </div>
    </div>
  </>
);

const Standing = ({ edit }: { readonly edit: EditBody }) => {
  const eta = etaWords(edit);
  const cost = costWords(edit);
  return (
    <div class="edit-standing">
      <p class="edit-line">
        <StatusBadge {...edit} />
        <span class="soft">{ageWords(edit.created_at, now.value)}</span>
        {cost !== undefined && <span>{cost}</span>}
      </p>
      {edit.error === undefined ? (
        <p>
          {standing(edit)} <span class="soft">{eta}</span>
        </p>
      ) : (
        <Failure edit={edit} error={edit.error} />
      )}
      {edit.overdue_at !== undefined && edit.finished_at === undefined && (
        <p class="lost">
          It takes longer than it should. Look at the job in the account at the provider; it is looked at on,
          and stored whenever it finishes.
        </p>
      )}
      <ProgressBar edit={edit} />
    </div>
  );
};

const Failure = ({
  edit,
  error,
}: {
  readonly edit: EditBody;
  readonly error: NonNullable<EditBody['error']>;
}) => (
  <div class={`state ${edit.status === 'uncertain' ? 'warning' : 'error'}`}>
    <p>
      <strong>{error.message}</strong> <code>{error.code}</code>
    </p>
    {edit.status === 'uncertain' ? (
      <p class="next-step">
        Look in your account at the provider whether it has a job with this prompt, and settle the edit.
      </p>
    ) : (
      <p class="next-step">
        {billingWords(error)} {afterError(error)}
      </p>
    )}
  </div>
);
