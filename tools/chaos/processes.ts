import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Running {
  /** What `ready` captured of its output. */
  readonly said: readonly string[];
  readonly pid: number;
  kill(): Promise<void>;
}

/** Starts a program of the project and waits until it prints what `ready` matches. @throws Error where it ends before */
export const start = async (file: string, args: readonly string[], ready: RegExp): Promise<Running> => {
  const child: ChildProcess = spawn(process.execPath, [join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
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
