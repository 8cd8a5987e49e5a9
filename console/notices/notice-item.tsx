import type { EveryEvent } from '../../lambdas/contract/every-event.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Timestamp } from '../components/timestamp.tsx';
import { aboutWords, noticeTone } from './notice-words.ts';
import { rulePattern } from './rule-pattern.ts';

export interface NoticeItemProps {
  readonly event: EveryEvent;
  /** On the page of its edit, it does not name the edit. */
  readonly within?: 'edit' | undefined;
}

/** One notice: what, of which edit, when; and, opened, all of it and a rule that would match it. */
export const NoticeItem = ({ event, within }: NoticeItemProps) => {
  const { 'detail-type': type, detail } = event;
  const editId = 'edit' in detail ? detail.edit.edit_id : undefined;
  return (
    <li class="notice">
      <div class="notice-head">
        <span class={`badge ${noticeTone(type)}`}>{type}</span>
        <Timestamp at={detail.occurred_at} />
        {within === undefined && editId !== undefined && <a href={`/edits/${editId}`}>{editId}</a>}
        <span class="soft notice-about">{aboutWords(event, within)}</span>
      </div>
      <details>
        <summary>
          JSON and rule<span class="visually-hidden"> of {type}</span>
        </summary>
        <Json title="Event" what="the event" value={event} />
        <Json title="EventBridge rule that matches it" what="the rule's pattern" value={rulePattern(event)} />
      </details>
    </li>
  );
};

const Json = (props: { readonly title: string; readonly what: string; readonly value: unknown }) => {
  const text = JSON.stringify(props.value, undefined, 2);
  return (
    <div class="json">
      <div class="json-head">
        <h3>{props.title}</h3>
        <CopyButton text={text} what={props.what} />
      </div>
      {/* It scrolls, so the keyboard has to get there. */}
      <pre tabIndex={0} aria-label={props.title}>
        {text}
      </pre>
    </div>
  );
};
