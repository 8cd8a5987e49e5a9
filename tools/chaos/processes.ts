import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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

/**
 * Starts a program of the project and waits until it prints what `ready` matches. It ends with this process.
 * @param options of Node
 * @throws Error where it ends before
 */
export const start = async (
  file: string,
  args: readonly string[],
  ready: RegExp,
  options: readonly string[] = [],
): Promise<Running> => {
  if (!watching) endAllOnLeaving();
  watching = true;
  const child: ChildProcess = spawn(process.execPath, [...options, join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  let out = '';
  const ended = once(child, 'close');
  const said = await new Promise<string[]>((resolve, reject) => {
    const read = (text: Buffer): void => {
      out += text.toString();
      const found = ready.exec(out);
      if (found) resolve(found.slice(1));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', () => {
      reject(new Error(`${file} ended at once: ${out}`));
    });
  });
  out = '';
  return {
    said,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
