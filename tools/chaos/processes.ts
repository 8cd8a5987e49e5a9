import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onLeaving } from '../../local/leaving.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Running {
  /** What `ready` captured of its output. */
  readonly said: readonly string[];
  readonly pid: number;
  kill(): Promise<void>;
}

const children = new Set<ChildProcess>();
let watching = false;

// Nobody would end them who is left behind by whoever started them.
const endAllOnLeaving = (): void => {
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
  });
  onLeaving(() => process.exit(1));
};

export interface StartOptions {
  readonly nodeOptions?: readonly string[] | undefined;
  /** Told of each line that it prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/**
 * Starts a program of the project and waits until it prints what `ready` matches. It ends with this process.
 * @throws Error where it ends before
 */
export const start = async (
  file: string,
  args: readonly string[],
  ready: RegExp,
  { nodeOptions = [], onLine = () => undefined }: StartOptions = {},
): Promise<Running> => {
  if (!watching) endAllOnLeaving();
  watching = true;
  const child = spawn(process.execPath, [...nodeOptions, join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  const ended = once(child, 'close');
  const said = await new Promise<string[]>((resolve, reject) => {
    const before: string[] = [];
    let isReady = false;
    const heard = (line: string): void => {
      onLine(line);
      if (isReady) return;
      before.push(line);
      const found = ready.exec(line);
      if (found === null) return;
      isReady = true;
      resolve(found.slice(1));
    };
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', heard);
    }
    child.once('close', () => {
      reject(new Error(`${file} ended at once: ${before.join('\n')}`));
    });
  });
  return {
    said,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
