import type { EditBody } from '../../lambdas/contract/edit.ts';
import { ProblemError, type Client } from '../../client/client.ts';
import { CliError } from '../errors.ts';
import type { JournalEntry } from '../journal/journal.ts';

/**
 * The edit that the journal has, as it stands. It is not sent again where the API does not know it: it may be
 * somebody else's who asked from here, or its record has expired, and both were paid for.
 * @throws CliError
 */
export const knownEdit = async (
  editId: string,
  { first_sent_at: sentAt = 'before' }: Pick<JournalEntry, 'first_sent_at'>,
  edits: Pick<Client['edits'], 'get'>,
  signal: AbortSignal,
): Promise<EditBody> => {
  try {
    return await edits.get(editId, { signal });
  } catch (cause) {
    if (!(cause instanceof ProblemError) || cause.code !== 'not_found') throw cause;
    throw new CliError(
      'not_found',
      `This edit was sent as ${editId} (${sentAt}), and the API does not know that one any more, or not from you`,
      {
        code: 'edit_gone',
        editId,
        next: 'If it is to be made, and paid for, once more: another --take makes another edit.',
        cause,
      },
    );
  }
};
