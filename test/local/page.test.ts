import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import type { Edits } from '../../lambdas/core/ports.ts';
import { page } from '../../local/page.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

const clock = { now: () => 9_000, monotonic: () => 0, sleep: async () => undefined };
const html = async (...records: EditRecord[]): Promise<string> => {
  const edits: Pick<Edits, 'list'> = { list: async () => ({ edits: records }) };
  return page({ edits: edits as Edits, clock, provider: 'the <stand-in>' })();
};

describe('the page of the local edition', () => {
  it('says what to do where there are no edits yet', async () => {
    expect(await html()).toContain('No edits yet');
  });

  it('lists an edit with its status, its time and links to its results', async () => {
    const output = {
      bucket: 'local',
      key: 'edits/ed_a/output.mp4',
      sizeBytes: 1,
      sha256: '',
      contentType: 'video/mp4',
      width: 1280,
      height: 720,
      durationSeconds: 5,
    };
    const text = await html(
      anEdit({ status: 'completed', createdAt: 1_000, finishedAt: 8_000, outputs: [output] }),
    );
    expect(text).toContain('<span class="completed">completed</span>');
    expect(text).toContain('<td>7 s</td>');
    expect(text).toContain('<a href="/files/edits/ed_a/output.mp4">video</a> 1280 × 720, 5.0 s');
  });

  it('shows what people wrote as text, whatever they wrote', async () => {
    const request = { ...anEdit().request, prompt: `<script>alert("1")</script>` };
    const error = { code: 'x', message: '<img src=x>', retryable: false, billable: false };
    const text = await html(anEdit({ request, error, status: 'failed' }));
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<stand-in>');
    expect(text).toContain('&#60;script&#62;');
  });
});
