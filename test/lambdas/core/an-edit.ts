import { nothingInVain, type EditRecord } from '../../../lambdas/core/edit.ts';

/** An edit as it stands right after its request, but for what a test says. */
export const anEdit = (overrides: Partial<EditRecord> = {}): EditRecord => ({
  editId: 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  owner: 'owner',
  status: 'accepted',
  sequence: 1,
  request: {
    prompt: 'a quiet sea of grass',
    videoUrl: 'https://example.com/clip.mp4?signature=secret',
    keepAudio: false,
    imageUrls: [],
    elements: [],
  },
  requestHash: 'hash',
  metadata: {},
  origin: { type: 'api' },
  vain: nothingInVain,
  runs: 1,
  dueAt: 0,
  outputs: [],
  pendingNotices: [],
  createdAt: 0,
  updatedAt: 0,
  ...overrides,
});

export const typesOf = ({ pendingNotices }: EditRecord): string[] => pendingNotices.map(({ type }) => type);
