import { useEffect, useMemo } from 'preact/hooks';
import { api } from '../api.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Loading } from '../components/loading.tsx';
import { LostConnection } from '../components/lost-connection.tsx';
import { announce } from '../components/toasts.tsx';
import { keepLooking } from '../live/looking.ts';
import { onNotice } from '../live/notices.ts';
import { Page } from '../shell/page.tsx';
import { standing } from '../words/status.ts';
import { EditActions } from './edit-actions.tsx';
import { EditView } from './edit-view.tsx';
import { oneEdit } from './one-edit.ts';
import { titleOf } from './title.ts';
import './edit.css';
import '../notices/notices.css';

const useOneEdit = (editId: string) => {
  const watched = useMemo(() => {
    const stop = new AbortController();
    const one = oneEdit(editId, { ...api, now: Date.now, signal: stop.signal });
    const looking = keepLooking(one.look, stop.signal);
    onNotice(({ detail }) => {
      if ('edit' in detail && detail.edit.edit_id === editId) looking.soon();
    }, stop.signal);
    return { ...one, ...looking, stop };
  }, [editId]);
  useEffect(
    () => () => {
      watched.stop.abort();
    },
    [watched],
  );
  return watched;
};

/** `/edits/{edit_id}`: one edit, before and after, and all that is known of it. */
export const EditPage = ({ editId }: { readonly editId: string }) => {
  const { edit: watched, deliveries, trouble: met, take, soon } = useOneEdit(editId);
  const edit = watched.value;
  const trouble = met.value;
  const status = edit && `${edit.status} ${edit.deleted_at ?? ''}`;
  useEffect(() => {
    if (edit !== undefined) announce(standing(edit));
  }, [status]);

  if (trouble?.code === 'not_found') return <NoSuchEdit editId={editId} />;
  if (edit === undefined) {
    return (
      <Page title="Edit">
        {trouble === undefined ? <Loading what="Fetching the edit" /> : <ErrorState trouble={trouble} />}
      </Page>
    );
  }
  return (
    <Page title={titleOf(edit)} actions={<EditActions edit={edit} onChanged={take} />}>
      <LostConnection trouble={trouble} />
      <EditView edit={edit} deliveries={deliveries.value} onChanged={soon} />
    </Page>
  );
};

const NoSuchEdit = ({ editId }: { readonly editId: string }) => (
  <Page title="No such edit">
    <EmptyState
      title="There is no edit with this id"
      actions={
        <a class="button primary" href="/">
          See the edits
        </a>
      }
    >
      <p>
        <code>{editId}</code> is none of those on record here. An id is <code>ed_</code> and 26 letters and
        digits; records belong to the data folder that the local edition was started with.
      </p>
    </EmptyState>
  </Page>
);
