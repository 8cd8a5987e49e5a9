import { describe, expect, it } from '@jest/globals';
import { changed, ended, type EditRecord } from '../../../lambdas/core/edit.ts';
import { reportUpload } from '../../../lambdas/report-upload/report-upload.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { anEdit } from '../core/an-edit.ts';

const dropped = (change: Partial<EditRecord> = {}): EditRecord =>
  anEdit({ origin: { type: 'inbox', bucket: 'drop', key: 'inbox/a/clip.mp4', etag: 'e1' }, ...change });
const output = {
  bucket: 'results',
  key: 'edits/ed_1/output.mp4',
  sizeBytes: 7,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
};
const eventOf = ({ editId }: EditRecord) => ({ detail: { edit: { edit_id: editId } } });

describe('what is told beside the inbox', () => {
  it('is the video, and then that it is done', async () => {
    const record = ended(dropped(), 'completed', { outputs: [output] }, 2_000);
    const deps = fakeDeps([record]);
    await reportUpload(deps)(eventOf(record));
    expect(deps.inbox.keys()).toEqual(['outbox/a/clip.mp4', 'outbox/a/clip.mp4.edit.json']);
    expect(deps.inbox.report('inbox/a/clip.mp4')).toMatchObject({
      status: 'completed',
      video: 'outbox/a/clip.mp4',
      message: 'Done. The video is outbox/a/clip.mp4.',
      edit: { outputs: [{ key: output.key }] },
    });
  });

  it('says why an edit failed, and has no video', async () => {
    const error = { code: 'failed_at_provider', message: 'no face found', retryable: false, billable: true };
    const record = ended(dropped(), 'failed', { error }, 2_000);
    const deps = fakeDeps([record]);
    await reportUpload(deps)(eventOf(record));
    expect(deps.inbox.report('inbox/a/clip.mp4')).toMatchObject({
      status: 'failed',
      message: 'It failed: no face found',
    });
    expect(deps.inbox.keys()).toHaveLength(1);
  });

  it('fault 50: is how the edit stands now, whatever a late event says', async () => {
    const record = ended(dropped(), 'cancelled', {}, 2_000);
    const deps = fakeDeps([record]);
    await reportUpload(deps)({ detail: { edit: { edit_id: record.editId, status: 'queued' } } });
    expect(deps.inbox.report('inbox/a/clip.mp4')).toMatchObject({ status: 'cancelled' });
  });

  it('is put right where the edit moves on while it is told', async () => {
    const record = dropped();
    const deps = fakeDeps([record]);
    let times = 0;
    const inbox = {
      ...deps.inbox,
      writeText: async (key: string, text: string) => {
        await deps.inbox.writeText(key, text);
        times += 1;
        if (times > 1) return;
        await deps.edits.change(record, (current) => changed(current, { status: 'queued' }, 3_000));
      },
    };
    await reportUpload({ ...deps, inbox })(eventOf(record));
    expect(deps.inbox.report('inbox/a/clip.mp4')).toMatchObject({ status: 'queued' });
  });

  it('is nothing for edits of another origin, and for those that are deleted', async () => {
    const records = [
      anEdit(),
      dropped({ deleteRequestedAt: 1 }),
      dropped({ deleteRequestedAt: 1, deletedAt: 2 }),
    ];
    for (const record of records) {
      const deps = fakeDeps([record]);
      await reportUpload(deps)(eventOf(record));
      expect(deps.inbox.keys()).toEqual([]);
    }
  });
});
