import { ProblemError } from '../../client/client.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { problems, type ProblemCode } from '../../lambdas/contract/problem.ts';

export const anEditId = 'ed_abcdefghijklmnopqrstuvwxyz';

/** An edit as the API tells it. */
export const anEdit = (more: Partial<EditBody> = {}): EditBody => ({
  edit_id: anEditId,
  owner: 'local',
  status: 'accepted',
  sequence: 1,
  origin: { type: 'api' },
  outputs: [],
  metadata: {},
  created_at: '2026-11-25T10:00:00.000Z',
  updated_at: '2026-11-25T10:00:00.000Z',
  ...more,
});

export const aProblem = (code: ProblemCode, editId?: string): ProblemError =>
  new ProblemError(
    { type: 'about:blank', ...problems[code], code, detail: 'A detail.', edit_id: editId },
    { retryAfterSeconds: undefined },
  );
