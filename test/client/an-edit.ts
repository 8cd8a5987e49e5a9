import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';

export const editId = 'ed_3cis73oob7ukjqvxgngcs3tvhq';

/** An edit as the API answers with it. */
export const anEdit = (wish: Partial<EditBody> = {}): EditBody =>
  editSchema.parse({
    edit_id: editId,
    owner: 'local',
    status: 'running',
    sequence: 4,
    origin: { type: 'api' },
    outputs: [],
    metadata: {},
    created_at: '2026-11-23T04:23:24.149Z',
    updated_at: '2026-11-23T04:23:32.380Z',
    ...wish,
  } satisfies EditBody);
