import { createHash } from 'node:crypto';

/** Milliseconds since 1970, by the clock a behaviour is given. */
export type Millis = number;

/** Millionths of a US dollar, whole: sums of them are exact. */
export type Micros = number;

export type EditStatus =
  | 'accepted'
  | 'submitting'
  | 'queued'
  | 'running'
  | 'storing'
  | 'uncertain'
  | 'completed'
  | 'failed'
  | 'cancelled';

export type WaitingFor = 'capacity' | 'provider' | 'provider_account' | 'budget';

export interface EditElement {
  readonly frontalImageUrl: string;
  readonly referenceImageUrls: readonly string[];
}

export interface EditRequest {
  readonly prompt: string;
  readonly videoUrl: string;
  readonly keepAudio: boolean;
  readonly imageUrls: readonly string[];
  readonly elements: readonly EditElement[];
}

export type Origin =
  | { readonly type: 'api' }
  | { readonly type: 'inbox'; readonly bucket: string; readonly key: string; readonly etag: string };

export interface Output {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly contentType: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationSeconds?: number | undefined;
}

/** What was found in a clip or picture of the request before anything was paid. */
export interface InputFacts {
  /** Which field of the request named it, as a caller writes it. */
  readonly path: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number | undefined;
  readonly framesPerSecond?: number | undefined;
  readonly codec?: string | undefined;
}

/** How an edit of unknown outcome was settled, and by whom. */
export interface Resolution {
  readonly action: 'adopt' | 'resubmit' | 'abandon';
  readonly requestId?: string | undefined;
  readonly by: 'owner' | 'operator';
  readonly at: Millis;
}

export interface EditError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly billable: boolean;
}

/** Who is sending, and until when nobody else may think it dead. */
export interface Claim {
  readonly token: string;
  readonly leaseUntil: Millis;
}

/** How often the provider was asked in vain, a counter each reason; a useful answer sets it back to 0. */
export interface Vain {
  readonly refused: number;
  readonly unreachable: number;
  readonly unknownRequest: number;
  readonly noResult: number;
  readonly unknownResult: number;
  /** A copy that broke off, or could not be begun. */
  readonly notStored: number;
  /** A copy that came whole and was no such media. */
  readonly unusable: number;
}

export const nothingInVain: Vain = {
  refused: 0,
  unreachable: 0,
  unknownRequest: 0,
  noResult: 0,
  unknownResult: 0,
  notStored: 0,
  unusable: 0,
};

/** What is set aside for an edit, and in the books of which day. */
export interface Reservation {
  readonly day: string;
  readonly micros: Micros;
  /** When it was set aside last: whoever settles it settles that, and not what somebody sets aside meanwhile. */
  readonly since: Millis;
}

/** One edit as recorded: the single source of truth on where it stands. */
export interface EditRecord {
  readonly editId: string;
  readonly owner: string;
  readonly status: EditStatus;
  readonly waitingFor?: WaitingFor | undefined;
  /** While accepted: its number in the line of those that wait for a slot; 0 for one that has had its turn. */
  readonly ticket?: number | undefined;
  readonly sequence: number;
  readonly request: EditRequest;
  readonly requestHash: string;
  readonly webhookUrl?: string | undefined;
  /** Which notices go there. @default - all but that it was submitted */
  readonly webhookNotices?: readonly NoticeType[] | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs?: readonly InputFacts[] | undefined;
  readonly origin: Origin;
  readonly requestId?: string | undefined;
  readonly sentAt?: Millis | undefined;
  /** When it was first seen finished at the provider. */
  readonly madeAt?: Millis | undefined;
  readonly queuePosition?: number | undefined;
  readonly claim?: Claim | undefined;
  /** While accepted: not to be sent before this, because the provider refused it for now. */
  readonly sendAfter?: Millis | undefined;
  readonly refusedSince?: Millis | undefined;
  readonly vain: Vain;
  readonly runs: number;
  /** When the edit wants attention next; absent when nothing is left to do. */
  readonly dueAt?: Millis | undefined;
  readonly outputs: readonly Output[];
  readonly error?: EditError | undefined;
  readonly costEstimateUsd?: number | undefined;
  /** What a budget has set aside for it, from before it is sent. */
  readonly reserved?: Reservation | undefined;
  readonly costUsd?: number | undefined;
  readonly cancelRequestedAt?: Millis | undefined;
  readonly overdueAt?: Millis | undefined;
  readonly resolutions?: readonly Resolution[] | undefined;
  /** Jobs that the provider took for this edit besides the one it follows: paid for, and nobody waits for them. */
  readonly strayRequestIds?: readonly string[] | undefined;
  readonly deleteRequestedAt?: Millis | undefined;
  readonly deletedAt?: Millis | undefined;
  readonly pendingNotices: readonly Notice[];
  readonly createdAt: Millis;
  readonly updatedAt: Millis;
  readonly finishedAt?: Millis | undefined;
}

export type NoticeType =
  'Edit Submitted' | 'Edit Completed' | 'Edit Failed' | 'Edit Cancelled' | 'Edit Uncertain' | 'Edit Overdue';

/** What an edit was when a notice was written: all that can differ from the record a moment later. */
export type EditSnapshot = Omit<EditRecord, 'request' | 'pendingNotices'>;

export interface Notice {
  readonly id: string;
  readonly type: NoticeType;
  readonly occurredAt: Millis;
  readonly edit: EditSnapshot;
}

export const isEnded = ({ status }: Pick<EditRecord, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** How long the clip is that it edits, where that is known. */
export const clipSecondsOf = ({ inputs = [] }: Pick<EditRecord, 'inputs'>): number | undefined =>
  inputs.find(({ durationSeconds }) => durationSeconds !== undefined)?.durationSeconds;

export const isBeingDeleted = ({ deleteRequestedAt, deletedAt }: EditRecord): boolean =>
  deleteRequestedAt !== undefined && deletedAt === undefined;

type Change = Partial<Omit<EditRecord, 'editId' | 'owner' | 'sequence' | 'pendingNotices' | 'createdAt'>>;

/** The record after a change: the sequence rises, and the notices it gives rise to wait in its outbox. */
export const changed = (
  record: EditRecord,
  change: Change,
  now: Millis,
  ...notices: NoticeType[]
): EditRecord => {
  const next: EditRecord = { ...record, ...change, sequence: record.sequence + 1, updatedAt: now };
  const { request: _request, pendingNotices, ...edit } = next;
  return {
    ...next,
    pendingNotices: [
      ...pendingNotices,
      ...notices.map((type) => ({ id: noticeId(edit, type), type, occurredAt: now, edit })),
    ],
  };
};

/** The end of an edit, with the notice that tells of it. Nothing is due any more but that notice. */
export const ended = (
  record: EditRecord,
  status: 'completed' | 'failed' | 'cancelled',
  change: Change,
  now: Millis,
): EditRecord =>
  changed(
    record,
    {
      ...change,
      status,
      waitingFor: undefined,
      queuePosition: undefined,
      claim: undefined,
      finishedAt: now,
      dueAt: now,
    },
    now,
    endNotice[status],
  );

const endNotice = {
  completed: 'Edit Completed',
  failed: 'Edit Failed',
  cancelled: 'Edit Cancelled',
} as const satisfies Record<string, NoticeType>;

/** The outbox without the notices that were sent; what is left keeps the edit due. */
export const withoutNotices = (
  record: EditRecord,
  sent: readonly string[],
  now: Millis,
): EditRecord | undefined => {
  const pendingNotices = record.pendingNotices.filter(({ id }) => !sent.includes(id));
  if (pendingNotices.length === record.pendingNotices.length) return undefined;
  const resting = (isEnded(record) && !isBeingDeleted(record)) || record.status === 'uncertain';
  const dueAt = resting && pendingNotices.length === 0 ? undefined : record.dueAt;
  return { ...changed(record, { dueAt }, now), pendingNotices };
};

// Edit, type and sequence name a notice, so that a repeat of the same change makes the same notice again.
const noticeId = (edit: EditSnapshot, type: NoticeType): string =>
  `nt_${createHash('sha256').update(`${edit.editId}\n${type}\n${edit.sequence}`).digest('hex').slice(0, 32)}`;
