import * as z from 'zod';
import { reportEdit, type ReportDeps } from '../adapters/inbox/reports.ts';
import type { Edits } from '../core/ports.ts';

export type ReportUploadDeps = Pick<ReportDeps, 'inbox' | 'places' | 'clock'> & { readonly edits: Edits };

const eventSchema = z.object({ detail: z.object({ edit: z.object({ edit_id: z.string() }) }) });

/**
 * Tells whoever dropped a file what became of it: the video, and a report beside it. What the event says of the edit is
 * not believed: it may be late, and another one is on its way.
 */
export const reportUpload =
  (deps: ReportUploadDeps) =>
  async (event: unknown): Promise<object> => {
    const { detail } = eventSchema.parse(event);
    const told = await reportEdit(detail.edit.edit_id, deps);
    return { status: told?.status ?? 'nothing to tell' };
  };
