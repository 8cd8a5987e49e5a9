import type { EditBody } from '../../lambdas/contract/edit.ts';
import { ProgressBar } from '../components/progress-bar.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { Still } from '../components/still.tsx';
import { inputSource } from '../edit/edit-inputs.ts';
import { etaWords } from '../edit/progress.ts';
import { now } from '../live/now.ts';
import { costWords } from '../words/cost.ts';
import { ageWords } from '../words/durations.ts';
import { standing } from '../words/status.ts';

/** One edit in the list; all of it leads to its page. */
export const EditRow = ({ edit }: { readonly edit: EditBody }) => {
  const output = edit.outputs.find(({ content_type: type }) => type.startsWith('video/'));
  const there = edit.deleted_at === undefined;
  const eta = etaWords(edit);
  const cost = costWords(edit);
  return (
    <li class="edit-row">
      <div class="stills">
        <Still source={there ? inputSource(edit.edit_id, 0) : undefined} label="before" />
        <Still source={there && output ? `/files/${output.key}` : undefined} label="after" />
      </div>
      <div class="edit-what">
        <a class="edit-link" href={`/edits/${edit.edit_id}`}>
          {edit.request?.prompt ?? `Deleted edit ${edit.edit_id}`}
        </a>
        <p class="soft standing">
          {standing(edit)} {eta}
        </p>
        <ProgressBar edit={edit} />
      </div>
      <div class="edit-facts">
        <StatusBadge {...edit} />
        <time class="soft" dateTime={edit.created_at} title={new Date(edit.created_at).toLocaleString()}>
          {ageWords(edit.created_at, now.value)}
        </time>
        {cost !== undefined && <span class="cost">{cost}</span>}
      </div>
    </li>
  );
};
