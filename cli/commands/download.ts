import { CliError, usageError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { downloadOutputs } from '../outputs/download-output.ts';
import { outputPlaceAt } from '../outputs/output-places.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';

export interface DownloadOptions {
  readonly out: string;
  readonly force?: boolean | undefined;
}

/** `reshoot download`: brings the output of a completed edit, checked against its record. */
export const download = async (
  id: string,
  { out, force = false }: DownloadOptions,
  { client, screen, signal, api }: Session,
): Promise<Exit> => {
  const editId = editIdFrom(id);
  const place = await outputPlaceAt(out);
  if ('fault' in place) throw usageError(`--out: ${place.fault}`);
  const edit = await client.edits.get(editId, { signal });
  if (edit.status !== 'completed')
    throw new CliError('conflict', `${editId} is ${edit.status}, and has no output`, {
      code: 'not_completed',
      editId,
      next: `How it goes on: reshoot watch ${editId}`,
    });
  const files = await downloadOutputs(edit, place, { client, signal, api: api.url, force });
  screen.result(files.join('\n'), { edit, files });
  return 'ok';
};
