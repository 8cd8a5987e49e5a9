import type { EditRecord } from '../../lambdas/core/edit.ts';
import { newEdit } from '../../lambdas/core/new-edit.ts';

/** One whose job begins then: nothing else about it is told by how long it takes. */
export const anEdit = (status: EditRecord['status'], sentAt: number): EditRecord => ({
  ...newEdit(
    {
      editId: 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      owner: 'bench',
      request: {
        prompt: 'night',
        videoUrl: 'https://example.com/a.mp4',
        keepAudio: false,
        imageUrls: [],
        elements: [],
      },
      metadata: {},
      origin: { type: 'api' },
    },
    sentAt,
  ),
  status,
  ...(status === 'running' ? { requestId: 'request-1', sentAt } : {}),
});
