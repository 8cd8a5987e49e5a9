import type { MetricName } from '../contract/metrics.ts';
import type { EditRecord, EditRequest, EditStatus, Millis, Notice, Micros, Reservation } from './edit.ts';
import type { InboxFile } from './inbox.ts';
import type { FinishedJob, JobTimes } from './job-times.ts';
import type { Line, LineChange } from './line.ts';
import type { BudgetLimits, BudgetWindow, Books } from './spending.ts';
import type { Grant } from './turn.ts';

export interface Clock {
  now(): Millis;
  /** Never set back: for measuring how long something took. */
  monotonic(): Millis;
  sleep(milliseconds: number): Promise<void>;
}

type Facts = Readonly<Record<string, unknown>>;

export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/** Whom the work at hand concerns. */
export interface Subject {
  readonly editId?: string | undefined;
  readonly deliveryId?: string | undefined;
}

/** A value of a metric, in the unit that the contract has for it. */
export interface Measured {
  readonly metric: MetricName;
  readonly value: number;
  /** Whose value it is. @default - the edit that the work at hand concerns, if it is one */
  readonly editId?: string | undefined;
  /** A series of its own for each of these dimensions, beside that of the stage as a whole. */
  readonly by?: Readonly<Record<string, string>> | undefined;
  /** It is a share of a value that is measured of the stage by itself, and does not count there again. */
  readonly share?: boolean | undefined;
}

/** What is measured. None of it throws: a value that cannot be written is lost, and logged. */
export interface Meter {
  measure(measured: Measured): void;
}

export interface EditQuery {
  readonly owner: string;
  readonly status?: EditStatus | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface EditPage {
  readonly edits: readonly EditRecord[];
  readonly cursor?: string | undefined;
}

/** The record of every edit. */
export interface Edits {
  /** Puts the record unless its id is taken. @returns the one that has the id already, if any */
  create(record: EditRecord): Promise<EditRecord | undefined>;
  /** Strongly consistent. */
  get(editId: string): Promise<EditRecord | undefined>;
  /**
   * Writes what `decide` makes of the record, on the condition that nothing changed meanwhile; otherwise reads and
   * decides again. `decide` answers undefined to leave the record alone, and may be called several times.
   * @returns the record as it stands afterwards
   */
  change(record: EditRecord, decide: (current: EditRecord) => EditRecord | undefined): Promise<EditRecord>;
  /** The edit that follows this request of the provider, if any; what was written a moment ago may be missing. */
  byRequest(requestId: string): Promise<EditRecord | undefined>;
  /** Newest first; a page is full unless the list ends. @throws InvalidCursor */
  list(query: EditQuery): Promise<EditPage>;
  /** Edits that wanted attention before `until`, most overdue first. */
  due(until: Millis): AsyncIterable<EditRecord>;
}

/** The line that all senders of a stage stand in, and the slots at its end. */
export interface Turns {
  /** Strongly consistent. */
  read(): Promise<Line>;
  /** @returns a ticket that nobody else has, higher than all before */
  draw(): Promise<number>;
  /** Gives the slot, or gives it once more to who has it; @returns false where somebody was quicker */
  take(grant: Grant): Promise<boolean>;
  /**
   * Gives a slot back; whoever has none has none afterwards.
   * @param heldSeconds how long it was held, where that tells how long edits hold theirs
   */
  release(editId: string, at: Millis, heldSeconds?: number): Promise<void>;
  change(change: LineChange): Promise<void>;
  /** How many edits have a slot, as it was some seconds ago. */
  underWay(): Promise<number>;
  /** @returns whether the caller is the one to hold holders against their edits now, as nobody did since `before` */
  startCheck(now: Millis, before: Millis): Promise<boolean>;
}

/** What a budget keeps for an edit, from before it is sent until it is settled. */
export interface SetAside extends Reservation {
  readonly editId: string;
}

/** The books of what a stage spends. */
export interface Budget {
  readonly limits: BudgetLimits;
  /** Strongly consistent. */
  read(now: Millis): Promise<Books>;
  /**
   * Sets an amount aside, on the day that it is now. Done again for the same edit, it is set aside once.
   * @returns which limit stands against it, where one does
   */
  reserve(
    editId: string,
    micros: Micros,
    now: Millis,
  ): Promise<
    | { readonly reserved: Reservation; readonly refused?: undefined; readonly books: Books }
    | { readonly refused: BudgetWindow }
  >;
  /**
   * Puts what it came to in the place of what was set aside, if that is still this. Done again, it does nothing.
   * @returns whether there was anything to settle
   */
  settle(editId: string, reserved: Reservation, micros: Micros): Promise<boolean>;
  /** What is set aside in the books of this month and of the one before. */
  setAside(now: Millis): Promise<readonly SetAside[]>;
}

export interface Secrets {
  /** @param fresh past any cache: after the provider refused the token. @throws NoProviderToken */
  providerToken(fresh?: boolean): Promise<string>;
}

export interface Download {
  readonly body: AsyncIterable<Uint8Array>;
  /** As the server announced it. */
  readonly sizeBytes?: number | undefined;
}

/** Inputs that only we may read. */
export interface Inputs {
  /**
   * The request with an https:// address, good for some hours, in the place of every s3:// one.
   * @throws InputsGone where one of them is not there any more
   */
  readable(request: EditRequest): Promise<EditRequest>;
}

export interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** How long it is waited for. */
  readonly seconds: number;
}

/** Where callers may put files of their own, for a while. */
export interface Uploads {
  readonly bucket: string;
  /** @returns a form that takes exactly this file, once or more often, and no other */
  grant(upload: Upload): Promise<{ readonly url: string; readonly fields: Readonly<Record<string, string>> }>;
}

/** A clip or picture that is open, to be looked into. */
export interface OpenedMedia extends MediaReader {
  close(): Promise<void>;
}

/** What callers name as inputs. */
export interface InputMedia {
  /** @throws DownloadFailed where it cannot be had, or not in time */
  open(url: string, kind: 'video' | 'image'): Promise<OpenedMedia>;
}

/** What the provider made, fetched without any credentials and from allowed hosts alone. */
export interface Downloads {
  /** @throws DownloadFailed */
  open(url: string): Promise<Download>;
}

/** Objects under the stage's bucket, or a folder that stands for it. */
export interface Results {
  readonly bucket: string;
  /**
   * Streams, with bounded memory. The object is whole or absent.
   * @param sizeBytes of `body`, where that is known beforehand: it takes fewer requests then
   */
  write(key: string, body: AsyncIterable<Uint8Array>, contentType: string, sizeBytes?: number): Promise<void>;
  /** Small and whole; takes the place of what is there. */
  writeText(key: string, text: string, contentType: string): Promise<void>;
  /** @returns the bytes from `start` to before `end`, fewer at the object's end */
  read(key: string, start: number, end: number): Promise<Uint8Array>;
  /** Gives a written object its final key. What is read under that key is whole, before and after. */
  publish(from: string, to: string, contentType: string): Promise<void>;
  /** Deletes what is there of these. */
  remove(keys: readonly string[]): Promise<void>;
  /** An address that whoever has it can read the object at, until then. */
  link(key: string, seconds: number): Promise<string>;
}

/** The bucket, or folder, that holds inbox and outbox. */
export interface Inbox {
  /** @returns what lies under this key now, strongly consistent */
  find(key: string): Promise<InboxFile | undefined>;
  /** A small file, as text. @throws InboxFileChanged where it is no longer this content */
  read(file: InboxFile): Promise<string>;
  /** What lies under a prefix, in the order of its keys. @param flat without what lies in folders below */
  list(prefix: string, flat?: boolean): AsyncIterable<InboxFile>;
  writeText(key: string, text: string): Promise<void>;
  /** Copies a file into the stage's bucket. @throws InboxFileChanged where it is no longer this content */
  keep(file: InboxFile, key: string): Promise<void>;
  /** Copies an object of the stage's bucket here. */
  bring(from: string, key: string, contentType: string): Promise<void>;
  /** Deletes what is there of these. */
  remove(keys: readonly string[]): Promise<void>;
}

/** A file of the inbox that cannot become an edit. */
export interface Rejection {
  readonly id: string;
  readonly at: Millis;
  readonly file: { readonly bucket: string; readonly key: string; readonly etag?: string | undefined };
  readonly message: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

export interface Rejections {
  /** @throws where it was not taken; told again, it has the same id */
  tell(rejection: Rejection): Promise<void>;
}

export interface MediaFacts {
  readonly contentType: string;
  readonly extension: string;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number | undefined;
  /** On average: of a variable rate, too. */
  readonly framesPerSecond?: number | undefined;
  /** Of the pictures of a video: avc, hevc, vp9, av1, … */
  readonly codec?: string | undefined;
}

export interface MediaReader {
  readonly sizeBytes: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Looks into media. @throws UnusableMedia when it is not what `kind` says, from beginning to end */
export type InspectMedia = (media: MediaReader, kind: 'video' | 'image') => Promise<MediaFacts>;

export interface Workflow {
  /** Starts the execution `<edit_id>-<run>`; one that runs already is left alone. */
  start(editId: string, run: number): Promise<void>;
}

export interface Notices {
  /** @returns the ids of those that were taken */
  send(notices: readonly { readonly notice: Notice; readonly request: EditRequest }[]): Promise<string[]>;
}

/** What is known of the time that jobs take at the provider. */
export interface Times {
  read(): Promise<JobTimes>;
  /** Never throws: one job that is not learned of is no harm. */
  learn(job: FinishedJob): Promise<void>;
}
