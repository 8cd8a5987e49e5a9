import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Field } from '../components/field.tsx';
import { Loading } from '../components/loading.tsx';
import { LostConnection } from '../components/lost-connection.tsx';
import { noticeLine, notices } from '../live/notices.ts';
import type { EveryEvent } from '../../lambdas/contract/every-event.ts';
import { Page } from '../shell/page.tsx';
import { noAnswer } from '../trouble.ts';
import { NoticeItem } from './notice-item.tsx';
import { eventTypes } from './notice-words.ts';
import './notices.css';

/** `/notices`: what the edition tells on its bus, as it passes. */
export const NoticesPage = () => {
  const [paused, setPaused] = useState<readonly EveryEvent[] | undefined>();
  const [type, setType] = useState('');
  const all = paused ?? notices.value;
  const shown = all.filter(({ 'detail-type': each }) => type === '' || each === type);
  const missed = paused === undefined ? 0 : notices.value.filter((event) => !paused.includes(event)).length;
  const line = noticeLine.value;
  return (
    <Page title="Notices">
      <div class="notice-tools">
        <Field label="Type">
          {(control) => (
            <select
              {...control}
              value={type}
              onChange={({ currentTarget }) => {
                setType(currentTarget.value);
              }}
            >
              <option value="">All</option>
              {eventTypes.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button
          aria-pressed={paused !== undefined}
          onClick={() => {
            setPaused(paused === undefined ? notices.value : undefined);
          }}
        >
          {paused === undefined ? 'Pause' : `Go on${missed === 0 ? '' : ` (${missed} new)`}`}
        </Button>
        <p class="soft line-state" role="status">
          {paused !== undefined && 'Paused: nothing moves until you go on.'}
          {paused === undefined && line === 'open' && 'Listening.'}
        </p>
      </div>
      <LostConnection trouble={line === 'lost' ? noAnswer : undefined} />
      {shown.length === 0 && line === 'connecting' && <Loading what="Connecting" />}
      {shown.length === 0 && line !== 'connecting' && (
        <EmptyState
          title={type === '' ? 'Nothing was told yet' : `No notice of type ${type} was told yet`}
          actions={
            <a class="button primary" href="/new?sample">
              Try it with the sample clip
            </a>
          }
        >
          <p>
            Whenever an edit is taken by the provider, ends, or needs somebody, an event tells of it: on
            EventBridge in a deployed stage, here on this machine.
          </p>
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ul class="notices card" aria-label="Notices, newest first">
          {shown.map((event) => (
            <NoticeItem key={event.detail.id} event={event} />
          ))}
        </ul>
      )}
    </Page>
  );
};
