import type { EventEmitter } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { hasCode } from './errors.ts';

/** A line of the file of events, and where the next one begins: what has been read up to there is not read again. */
export interface EventLine {
  readonly position: number;
  readonly event: unknown;
}

export interface EventTailProps {
  readonly path: string;
  /** Says `event` whenever the file has grown. */
  readonly events: EventEmitter<{ event: [unknown] }>;
  /** Where an earlier reader stopped. @default - the last `recent` lines come first */
  readonly after?: number | undefined;
  readonly recent: number;
  readonly signal: AbortSignal;
}

const newline = 0x0a;
const pieceBytes = 65_536;

/**
 * Reads the events of the file and then each that is added to it, until `signal`. What is read no faster than it is
 * asked for lies in the file meanwhile, and not in memory.
 */
export async function* eventTail(props: EventTailProps): AsyncGenerator<EventLine> {
  const { path, events, after, recent, signal } = props;
  let wake = Promise.withResolvers<undefined>();
  const left = () => signal.aborted;
  const grown = () => {
    wake.resolve(undefined);
  };
  events.on('event', grown);
  signal.addEventListener('abort', grown);
  try {
    let position = await startOf(path, after, recent);
    while (!left()) {
      wake = Promise.withResolvers();
      for await (const line of linesFrom(path, position)) {
        ({ position } = line);
        if (line.event !== undefined) yield line;
        if (left()) return;
      }
      await wake.promise;
    }
  } finally {
    events.off('event', grown);
    signal.removeEventListener('abort', grown);
  }
}

const startOf = async (path: string, after: number | undefined, recent: number): Promise<number> =>
  (await withFile(path, async (file) => {
    const { size } = await file.stat();
    if (after !== undefined && (await isStart(file, after, size))) return after;
    return lastLines(file, size, recent);
  })) ?? 0;

// Of another file, such as that of an edition which had this address before, it is as good as none.
const isStart = async (file: FileHandle, position: number, size: number): Promise<boolean> =>
  position === 0 || (position <= size && (await bytesOf(file, position - 1, position))[0] === newline);

/** Where the last so many lines begin: read from the end, for the file has everything there ever was. */
const lastLines = async (file: FileHandle, size: number, count: number): Promise<number> => {
  let found = 0;
  for (let end = size; end > 0; end -= pieceBytes) {
    const start = Math.max(0, end - pieceBytes);
    const piece = await bytesOf(file, start, end);
    for (
      let at = piece.lastIndexOf(newline);
      at !== -1;
      at = at === 0 ? -1 : piece.lastIndexOf(newline, at - 1)
    ) {
      // The first one found ends the last line.
      if (found === count) return start + at + 1;
      found += 1;
    }
  }
  return 0;
};

async function* linesFrom(path: string, from: number): AsyncGenerator<EventLine> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from; ;) {
    const piece = await withFile(path, async (file) => bytesOf(file, at, at + pieceBytes));
    if (piece === undefined || piece.byteLength === 0) return;
    at += piece.byteLength;
    let bytes = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline)) {
      const line = bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
      yield { position: at - bytes.byteLength, event: eventIn(line) };
    }
    rest = bytes;
  }
}

// A process that was killed while it wrote left half a line, and told of the same again.
const eventIn = (line: Buffer): unknown => {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
};

const bytesOf = async (file: FileHandle, start: number, end: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
};

/** @returns undefined where there is no such file: nothing has happened yet */
const withFile = async <T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> => {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};
