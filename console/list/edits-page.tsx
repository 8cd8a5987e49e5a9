import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Loading } from '../components/loading.tsx';
import { LostConnection } from '../components/lost-connection.tsx';
import { keepLooking } from '../live/looking.ts';
import { onNotice } from '../live/notices.ts';
import { Page } from '../shell/page.tsx';
import { isUnderWay, statusOf, statusWords } from '../words/status.ts';
import { editList } from './edit-list.ts';
import { EditRow } from './edit-row.tsx';
import { Filters } from './filters.tsx';
import { isFound } from './merge.ts';
import './list.css';

const soonSeconds = 2;
const idleSeconds = 5;

const useEdits = (status: ReturnType<typeof statusOf>) => {
  const watched = useMemo(() => {
    const stop = new AbortController();
    const list = editList({ edits: api.edits, status, signal: stop.signal });
    const look = async () => {
      await list.refresh();
      return list.edits.value?.some(isUnderWay) === true ? soonSeconds : idleSeconds;
    };
    const looking = keepLooking(look, stop.signal);
    onNotice(looking.soon, stop.signal);
    return { ...list, ...looking, stop };
  }, [status]);
  useEffect(
    () => () => {
      watched.stop.abort();
    },
    [watched],
  );
  return watched;
};

/** `/`: every edit, newest first, as it stands now. */
export const EditsPage = () => {
  const { query, route } = useLocation();
  const status = statusOf(query['status']);
  const text = query['text'] ?? '';
  const { edits, more, older, trouble } = useEdits(status);
  const [fetching, setFetching] = useState(false);

  const filter = (next: { status?: string; text?: string }): void => {
    const wanted = Object.entries({ status, text, ...next }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    );
    const search = new URLSearchParams(wanted).toString();
    route(search === '' ? '/' : `/?${search}`, true);
  };
  const fetchOlder = async (): Promise<void> => {
    setFetching(true);
    // What goes wrong here is told by the look that follows.
    await older().catch(() => undefined);
    setFetching(false);
  };

  const all = edits.value;
  const found = all?.filter((edit) => isFound(edit, text));
  return (
    <Page
      title="Edits"
      actions={
        <a class="button primary" href="/new">
          New edit
        </a>
      }
    >
      {(all === undefined || all.length > 0 || status !== undefined) && (
        <Filters status={status} text={text} onChange={filter} />
      )}
      {all !== undefined && <LostConnection trouble={trouble.value} />}
      {all === undefined && trouble.value === undefined && <Loading what="Fetching the edits" />}
      {all === undefined && trouble.value !== undefined && <ErrorState trouble={trouble.value} />}
      {all?.length === 0 && status === undefined && <NoEdits />}
      {found?.length === 0 && !(all?.length === 0 && status === undefined) && (
        <EmptyState
          title="None is like this"
          actions={
            <Button
              onClick={() => {
                filter({ status: '', text: '' });
              }}
            >
              Show all edits
            </Button>
          }
        >
          <p>
            {status === undefined ? 'No edit' : `No edit that is ${statusWords[status].label.toLowerCase()}`}
            {text === '' ? '' : ` has “${text}” in its prompt, id, metadata or error`}
            {more.value ? ' among those fetched so far.' : '.'}
          </p>
        </EmptyState>
      )}
      {found !== undefined && found.length > 0 && (
        <ul class="edits" aria-label="Edits, newest first">
          {found.map((edit) => (
            <EditRow key={edit.edit_id} edit={edit} />
          ))}
        </ul>
      )}
      {more.value && (
        <div class="older">
          <Button busy={fetching} onClick={() => void fetchOlder()}>
            Older edits
          </Button>
          {text !== '' && all !== undefined && <p class="hint">Looked through the newest {all.length}.</p>}
        </div>
      )}
    </Page>
  );
};

const NoEdits = () => (
  <EmptyState
    title="No edits yet"
    actions={
      <>
        <a class="button primary" href="/new?sample">
          Try it with the sample clip
        </a>
        <a class="button" href="/new">
          Take a clip of yours
        </a>
      </>
    }
  >
    <p>
      An edit is a clip of 3 to 10 seconds, a prompt that says what to change, and pictures if you like. What
      comes of it is shown here, beside the clip it was made from.
    </p>
  </EmptyState>
);
