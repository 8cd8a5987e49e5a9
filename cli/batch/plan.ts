import { dirname, resolve } from 'node:path';
import { limitsFor } from '../api/account.ts';
import type { ReadyEdit } from '../edits/send-edit.ts';
import { faultyRequest, type Fault } from '../errors.ts';
import { kindOf, outputPlaceAt, type OutputPlace } from '../outputs/output-places.ts';
import { manifestFieldOf, renamed } from '../request/field-names.ts';
import { checkEdit, makeReady, noFilesYet } from '../request/ready-edit.ts';
import type { Session } from '../session.ts';
import { outOf, parseManifest, placeIn, type ManifestLine } from './manifest.ts';

/** One edit of a batch, and the lines that ask for it. */
export interface PlannedEdit {
  readonly ready: ReadyEdit;
  readonly lines: readonly PlannedLine[];
}

export interface PlannedLine {
  readonly number: number;
  readonly take: number;
  readonly place?: OutputPlace | undefined;
}

export interface PlanProps {
  readonly manifest: string;
  readonly text: string;
  /** Is there. */
  readonly outFolder?: string | undefined;
  readonly force: boolean;
}

/** Reads and checks a whole manifest, and every file that it names. @throws CliError with every fault of every line */
export const planBatch = async (
  { manifest, text, outFolder, force }: PlanProps,
  session: Pick<Session, 'api' | 'client' | 'journal' | 'signal'>,
): Promise<readonly PlannedEdit[]> => {
  const { api, journal } = session;
  const folder = dirname(resolve(manifest));
  const { lines, faults: unreadable } = parseManifest(text, folder);
  const faults: Fault[] = [...unreadable];
  const limits = await limitsFor(
    lines.map(({ asked }) => asked),
    session,
  );
  const files = noFilesYet();
  const places = new Map<ManifestLine, OutputPlace>();
  for (const line of lines) {
    const found = renamed(await checkEdit(line.asked, api, limits, files), manifestFieldOf);
    faults.push(...found.map(({ at, message }) => ({ at: placeIn(line.number, at), message })));
    const out = outOf(line, folder, outFolder);
    const place = out === undefined ? undefined : await outputPlaceAt(out);
    if (place === undefined) continue;
    if ('fault' in place) faults.push({ at: placeIn(line.number, 'out'), message: place.fault });
    else places.set(line, place);
  }
  if (faults.length > 0) throw faultyRequest(faults);

  const planned = new Map<string, { ready: ReadyEdit; lines: PlannedLine[] }>();
  const takenOuts = new Map<string, { key: string; number: number }>();
  for (const line of lines) {
    const ready = await makeReady(line.asked, api, files);
    const key = ready.derivedKey;
    const place = places.get(line);
    const edit = planned.get(key) ?? { ready, lines: [] };
    edit.lines.push({ number: line.number, take: line.asked.take, place });
    planned.set(key, edit);
    if (place?.kind !== 'file') continue;
    const other = takenOuts.get(place.path);
    if (other !== undefined && other.key !== key)
      faults.push({
        at: placeIn(line.number, 'out'),
        message: `is the same file as line ${other.number} names`,
      });
    takenOuts.set(place.path, other ?? { key, number: line.number });
    const isNew = (await journal.read(api.url, key))?.edit_id === undefined;
    if (!force && isNew && (await kindOf(place.path)) === 'file')
      faults.push({
        at: placeIn(line.number, 'out'),
        message: `${place.path} is there already: choose another, or replace it with --force`,
      });
  }
  if (faults.length > 0) throw faultyRequest(faults);
  return [...planned.values()];
};
