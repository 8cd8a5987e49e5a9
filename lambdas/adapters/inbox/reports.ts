import { createHash } from 'node:crypto';
import type { ReportBody } from '../../contract/inbox.ts';
import { reportSchema } from '../../contract/inbox.ts';
import { isBeingDeleted, type EditRecord, type EditStatus } from '../../core/edit.ts';
import { outboxOutputs, reportKey, type InboxFile, type InboxPlaces } from '../../core/inbox.ts';
import type { Clock, Edits, Inbox, Rejection, Rejections } from '../../core/ports.ts';
import { toEditBody, withoutQueries } from '../wire/edit.ts';

export interface ReportDeps {
  readonly inbox: Inbox;
  readonly places: InboxPlaces;
  readonly rejections: Rejections;
  readonly clock: Clock;
}

type File = Pick<InboxFile, 'key'> & Partial<Pick<InboxFile, 'etag'>>;
type Faults = Rejection['errors'];

/**
 * Tells beside the inbox where the edit of a file stands, and puts its outputs there first. Does nothing for edits of
 * another origin. @returns the record as it was told
 */
export const reportEdit = async (
  editId: string,
  deps: Pick<ReportDeps, 'inbox' | 'places' | 'clock'> & { readonly edits: Pick<Edits, 'get'> },
): Promise<EditRecord | undefined> => {
  let told: EditRecord | undefined;
  // Whoever told of something older in the meantime reads again, too, and puts it right.
  for (let times = 0; times < mostTimes; times += 1) {
    const record = await deps.edits.get(editId);
    if (record === undefined || record.sequence === told?.sequence || isBeingDeleted(record)) return told;
    await reportRecord(record, deps);
    told = record;
  }
  return told;
};

const mostTimes = 5;

const reportRecord = async (
  record: EditRecord,
  deps: Pick<ReportDeps, 'inbox' | 'places' | 'clock'>,
): Promise<void> => {
  const { origin, status } = record;
  if (origin.type !== 'inbox' || record.deletedAt !== undefined) return;
  const videos = status === 'completed' ? outboxOutputs(record, deps.places) : [];
  for (const { from, to, contentType } of videos) await deps.inbox.bring(from, to, contentType);
  const [video] = videos;
  await write(
    origin,
    {
      status,
      message: messageOf(record, video?.to),
      ...(video === undefined ? {} : { video: video.to }),
      edit: toEditBody(record, withoutQueries(record.request)),
    },
    deps,
  );
};

/** What became of a file that is no edit by itself. */
export const reportFile = async (
  file: InboxFile,
  report:
    { status: 'ready' | 'waiting'; message: string } | { status: 'used'; message: string; edit_id: string },
  deps: ReportDeps,
): Promise<void> => {
  await write(file, report, deps);
};

/** Tells of a file that cannot become an edit, on the bus and beside the inbox. */
export const reject = async (
  file: File,
  message: string,
  errors: Faults,
  deps: ReportDeps,
): Promise<void> => {
  const { key, etag } = file;
  const { rejections, places, clock } = deps;
  // The bus first: where the report is missing, the sweep comes back.
  await rejections.tell({
    id: rejectionId(places.bucket, file, message, errors),
    at: clock.now(),
    file: { bucket: places.bucket, key, etag },
    message,
    errors,
  });
  await write(file, { status: 'rejected', message, errors: [...errors] }, deps);
};

/** What was told last of this very content, if anything was. */
export const reportedStatus = async (
  { key, etag }: InboxFile,
  { inbox, places }: Pick<ReportDeps, 'inbox' | 'places'>,
): Promise<ReportBody['status'] | undefined> => {
  const file = await inbox.find(reportKey(key, places));
  if (file === undefined) return undefined;
  try {
    const report = reportSchema.parse(JSON.parse(await inbox.read(file)));
    return report.file.etag === etag ? report.status : undefined;
  } catch {
    // Somebody wrote something else there: it tells nothing, and is written over.
    return undefined;
  }
};

type Distribute<Union> = Union extends unknown ? Omit<Union, 'file' | 'reported_at'> : never;

const write = async (
  { key, etag }: File,
  report: Distribute<ReportBody>,
  { inbox, places, clock }: Pick<ReportDeps, 'inbox' | 'places' | 'clock'>,
): Promise<void> => {
  const { status, message, ...rest } = report;
  const body = {
    status,
    message,
    file: { bucket: places.bucket, key, ...(etag === undefined ? {} : { etag }) },
    reported_at: new Date(clock.now()).toISOString(),
    ...rest,
  } as ReportBody;
  await inbox.writeText(reportKey(key, places), `${JSON.stringify(body, undefined, 2)}\n`);
};

const rejectionId = (bucket: string, { key, etag }: File, message: string, errors: Faults): string =>
  `nt_${createHash('sha256')
    .update(JSON.stringify(['rejected', bucket, key, etag ?? null, message, errors]))
    .digest('hex')
    .slice(0, 32)}`;

const said = {
  accepted: 'Accepted: it is sent when it is its turn.',
  submitting: 'It is being sent to the provider.',
  queued: 'The provider has it, and it waits there.',
  running: 'The provider works on it.',
  storing: 'It is finished, and is being copied here.',
  completed: 'Done.',
  failed: 'It failed',
  cancelled: 'It was cancelled.',
  uncertain:
    'Nobody knows whether the provider took it. It is not sent again by itself: somebody has to settle it',
} as const satisfies Record<EditStatus, string>;

const messageOf = ({ status, error, waitingFor }: EditRecord, video: string | undefined): string => {
  if (status === 'completed' && video !== undefined) return `${said.completed} The video is ${video}.`;
  if (error !== undefined) return `${said[status]}: ${error.message}`;
  return waitingFor === undefined ? said[status] : `${said[status]} It waits for: ${waitingFor}.`;
};
