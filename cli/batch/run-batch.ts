import pLimit from 'p-limit';
import { explained } from '../api/explained.ts';
import { endingOf } from '../edits/ending.ts';
import { mostFollowed } from '../edits/follow-together.ts';
import { sendEdit, type SentEdit } from '../edits/send-edit.ts';
import { CliError } from '../errors.ts';
import { exitOfStatus, type Exit } from '../exit-codes.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { createBoard, type Board } from '../output/board.ts';
import { hasEnded } from '../output/estimate.ts';
import { downloadOutputs } from '../outputs/download-output.ts';
import { manifestFieldOf } from '../request/field-names.ts';
import type { Session } from '../session.ts';
import type { LineResult } from './line-result.ts';
import type { PlannedEdit } from './plan.ts';

export interface RunProps {
  readonly edits: readonly PlannedEdit[];
  readonly concurrency: number;
  readonly wait: boolean;
  readonly force: boolean;
  /** Told of each line as it comes to its end. */
  readonly ended: (result: LineResult) => void;
}

/** What is as true of the next line as it was of this one. */
const stopping: readonly Exit[] = ['unreachable', 'not_now', 'interrupted'];

/** Sends every edit that was not sent, some at a time, and follows all. @returns what came of each line, in order */
export const runBatch = async (
  { edits, concurrency, wait, force, ended }: RunProps,
  session: Session,
): Promise<readonly LineResult[]> => {
  const { screen, seconds, signal, client, api } = session;
  const names = edits.map(({ lines }) => `line ${lines.map(({ number }) => number).join(', ')}`);
  const board = createBoard({ names, screen, seconds });
  const sending = pLimit(concurrency);
  const following = pLimit(mostFollowed);
  let stop: CliError | undefined;

  const send = async (edit: PlannedEdit, n: number): Promise<SentEdit> => {
    if (stop !== undefined) throw stop;
    signal.throwIfAborted();
    board.say(n, 'sending');
    const sent = await sendEdit(edit.ready, {
      ...session,
      uploading: () => {
        board.say(n, 'uploading');
      },
    });
    if (sent.again) screen.say(`${names[n] ?? ''}: already sent as ${sent.edit.edit_id}`);
    board.see(n, sent.edit);
    return sent;
  };
  const one = async (edit: PlannedEdit, n: number): Promise<readonly LineResult[]> => {
    let sent: SentEdit | undefined;
    let last: EditBody | undefined;
    try {
      sent = await sending(async () => send(edit, n));
      last = sent.edit;
      const first = sent.edit;
      if (wait) last = await following(async () => follow(first, n, board, session));
      const results: LineResult[] = [];
      for (const { number, place } of edit.lines) {
        const files =
          wait && place !== undefined && last.status === 'completed'
            ? await downloadOutputs(last, place, { client, signal, api: api.url, force })
            : [];
        const exit = wait || hasEnded(last) ? exitOfStatus[last.status] : 'ok';
        results.push({ line: number, exit, edit: last, alreadySent: sent.again, files });
      }
      const ending = hasEnded(last) ? endingOf(last, edit.lines[0]?.take) : undefined;
      if (ending !== undefined) screen.say(ending);
      return results;
    } catch (cause) {
      const error = asError(cause, session);
      if (stopping.includes(error.exit)) stop ??= error;
      if (!signal.aborted && error !== stop) board.giveUp(n, sayError(error));
      return edit.lines.map(({ number }) => ({
        ...{ line: number, exit: error.exit, edit: last, error },
        ...{ alreadySent: sent?.again ?? false, files: [] },
      }));
    }
  };
  try {
    const results = await Promise.all(
      edits.map(async (edit, n) => {
        const came = await one(edit, n);
        came.forEach(ended);
        return came;
      }),
    );
    return results.flat().toSorted((a, b) => a.line - b.line);
  } finally {
    board.end();
  }
};

const follow = async (
  first: EditBody,
  n: number,
  board: Board,
  { client, signal }: Session,
): Promise<EditBody> => {
  let last = first;
  if (hasEnded(first)) return first;
  for await (const changed of client.edits.watch(first.edit_id, { signal })) {
    last = changed;
    board.see(n, changed);
  }
  signal.throwIfAborted();
  return last;
};

const asError = (cause: unknown, { signal, api }: Session): CliError => {
  if (signal.aborted) return new CliError('interrupted', 'Interrupted', { code: 'interrupted', cause });
  const error = explained(cause, api, manifestFieldOf);
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CliError('unexpected', message, { code: 'unexpected', cause });
};

const sayError = ({ message, faults }: CliError): string =>
  [message, ...faults.map(({ at, message: fault }) => `${at}: ${fault}`)].join('; ');
