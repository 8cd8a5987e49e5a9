import { limitsFor } from '../api/account.ts';
import { explained } from '../api/explained.ts';
import { endingOf, leftBehind } from '../edits/ending.ts';
import { followEdit } from '../edits/follow-edit.ts';
import { knownEdit } from '../edits/known-edit.ts';
import { sendEdit, type ReadyEdit, type SentEdit } from '../edits/send-edit.ts';
import { faultyRequest } from '../errors.ts';
import { exitOfStatus, type Exit } from '../exit-codes.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { hasEnded } from '../output/estimate.ts';
import { downloadOutputs } from '../outputs/download-output.ts';
import { outputPlaceAt, type OutputPlace } from '../outputs/output-places.ts';
import { refuseOverwriting } from '../outputs/refuse-overwriting.ts';
import { askedBy, type EditOptions } from '../request/edit-options.ts';
import { optionOf, renamed } from '../request/field-names.ts';
import { checkEdit, makeReady, noFilesYet } from '../request/ready-edit.ts';
import type { Session } from '../session.ts';

export interface EditCommandOptions extends EditOptions {
  readonly wait?: boolean | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** `reshoot edit`: sends one edit, once; follows it and brings its output where that is wished. */
export const edit = async (clip: string, options: EditCommandOptions, session: Session): Promise<Exit> => {
  const { out, force = false, wait = out !== undefined } = options;
  const { asked, faults: unreadable } = askedBy(clip, options, process.cwd());
  const limits = await limitsFor([asked], session);
  const files = noFilesYet();
  const found = await checkEdit(asked, session.api, limits, files);
  const faults = [...unreadable, ...renamed(found, optionOf)];
  const place = out === undefined ? undefined : await outputPlaceAt(out);
  const placeFaults = place !== undefined && 'fault' in place ? [{ at: '--out', message: place.fault }] : [];
  if (faults.length + placeFaults.length > 0) throw faultyRequest([...faults, ...placeFaults]);
  const ready = await makeReady(asked, session.api, files, options.key);
  const target = place === undefined || 'fault' in place ? undefined : { place, force };

  let sent: SentEdit | undefined;
  try {
    if (target !== undefined) await refuseOverwriting(target.place, force, await sentBefore(ready, session));
    sent = await send(ready, session);
    sayWhatItIs(sent, asked.take, wait, session);
    const last = wait ? await followEdit(sent.edit, session) : sent.edit;
    const paths = await bring(last, target, session);
    report({ edit: last, again: sent.again }, paths, wait, session);
    const ending = hasEnded(last) ? endingOf(last, asked.take) : undefined;
    if (ending !== undefined) session.screen.say(ending);
    return wait || hasEnded(last) ? exitOfStatus[last.status] : 'ok';
  } catch (error) {
    if (session.signal.aborted) throw leftBehind(sent === undefined ? [] : [sent.edit.edit_id]);
    throw explained(error, session.api, optionOf);
  }
};

const sentBefore = async (
  { api, derivedKey, chosenKey }: ReadyEdit,
  { journal, client, signal }: Session,
): Promise<EditBody | undefined> => {
  const entry = await journal.read(api, chosenKey ?? derivedKey);
  if (entry?.edit_id === undefined) return undefined;
  return knownEdit(entry.edit_id, entry, client.edits, signal);
};

const send = async (ready: ReadyEdit, session: Session): Promise<SentEdit> =>
  sendEdit(ready, {
    ...session,
    uploading: ({ path, blob }) => {
      session.screen.say(`uploading ${path} (${(blob.size / 1e6).toFixed(2)} MB)`);
    },
  });

const sayWhatItIs = (
  { edit: sent, again }: SentEdit,
  take: number,
  wait: boolean,
  { screen }: Session,
): void => {
  const following = wait && !hasEnded(sent) ? ': following it' : `, and ${sent.status}`;
  if (again) screen.say(`already sent as ${sent.edit_id}${following}; --take ${take + 1} makes another`);
  else screen.say(`sent as ${sent.edit_id}`);
};

const bring = async (
  last: EditBody,
  target: { readonly place: OutputPlace; readonly force: boolean } | undefined,
  session: Session,
): Promise<readonly string[]> => {
  if (target === undefined || last.status !== 'completed') return [];
  const { client, signal, api } = session;
  return downloadOutputs(last, target.place, { client, signal, api: api.url, force: target.force });
};

const report = (
  { edit: last, again }: SentEdit,
  paths: readonly string[],
  wait: boolean,
  { screen }: Session,
): void => {
  // A script that does not wait wants the id, wherever the edit stands by now.
  const line = wait ? [last.edit_id, last.status, ...paths].join('  ') : last.edit_id;
  screen.result(line, { edit: last, already_sent: again, files: paths });
  if (wait) return;
  if (!hasEnded(last)) screen.say(`follow it: reshoot watch ${last.edit_id}`);
  const completed = last.status === 'completed' ? 'its output' : 'its output, once it is completed';
  if (last.status === 'completed' || !hasEnded(last))
    screen.say(`${completed}: reshoot download ${last.edit_id}`);
};
