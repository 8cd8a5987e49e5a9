import type { EditBody } from '../../lambdas/contract/edit.ts';
import { CliError } from '../errors.ts';
import { shortened } from '../output/printable.ts';

/** What to say of an edit that did not complete: why, and what may be done. Nothing of one that did. */
export const endingOf = ({ edit_id: id, status, error }: EditBody, take?: number): string | undefined => {
  const why = error === undefined ? '' : `: ${shortened(error.message, 500)} (${error.code})`;
  const another =
    take === undefined ? 'the same command with another --take' : `the same command with --take ${take + 1}`;
  switch (status) {
    case 'failed':
      return `${id} failed${why}. To make another edit of it, which is paid for by itself: ${another}.`;
    case 'cancelled':
      return `${id} was cancelled. To make another edit of it: ${another}.`;
    case 'uncertain':
      return (
        `${id} is uncertain: nobody knows whether the provider took it, and it is not sent again by itself. ` +
        `Look at the provider's account, then: reshoot resolve ${id} adopt REQUEST_ID | resubmit | abandon.`
      );
    case 'accepted':
    case 'submitting':
    case 'queued':
    case 'running':
    case 'storing':
    case 'completed':
      return undefined;
  }
};

/** The command was interrupted; the edit was not. */
export const leftBehind = (editIds: readonly string[]): CliError =>
  new CliError('interrupted', 'Interrupted', {
    code: 'interrupted',
    editId: editIds.length === 1 ? editIds[0] : undefined,
    next:
      editIds.length === 0
        ? 'Run the same command again: whatever was sent is found, and nothing is sent twice.'
        : `The edit goes on. To follow it: reshoot watch ${editIds.join(' ')}`,
  });
