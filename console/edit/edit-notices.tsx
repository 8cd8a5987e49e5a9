import { Section } from '../components/section.tsx';
import { noticeLine, notices } from '../live/notices.ts';
import { NoticeItem } from '../notices/notice-item.tsx';

/** What was told of one edit, as far back as the server tells it again. */
export const EditNotices = ({ editId }: { readonly editId: string }) => {
  const own = notices.value.filter(({ detail }) => 'edit' in detail && detail.edit.edit_id === editId);
  return (
    <Section title="Notices">
      {own.length === 0 ? (
        <p class="soft">
          {noticeLine.value === 'lost'
            ? 'The line to the server is lost; it is tried again.'
            : 'None of the recent notices is of this edit.'}
        </p>
      ) : (
        <ul class="notices">
          {own.map((event) => (
            <NoticeItem key={event.detail.id} event={event} within="edit" />
          ))}
        </ul>
      )}
    </Section>
  );
};
