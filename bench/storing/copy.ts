import { readFileSync } from 'node:fs';
import { ways, type Copied, type Places, type Way } from './ways.ts';

/** One copy to be made. */
export interface CopyAsked extends Places {
  readonly way: Way;
}

/** What it took. */
export interface CopyTold extends Copied {
  readonly seconds: number;
  /** Of this process, at its peak so far. */
  readonly peakBytes: number;
  /** Of the processes that it started, at their peak; 0 where it started none. */
  readonly besidesBytes: number;
}

/** The entry of a process that makes one copy after the other, as an execution environment does. */
const copy = async ({ way, ...places }: CopyAsked): Promise<CopyTold> => {
  const began = performance.now();
  const copied = await ways[way](places);
  const seconds = (performance.now() - began) / 1_000;
  const besidesBytes = startedProcesses().reduce((sum, id) => sum + peakOf(id), 0);
  return { ...copied, seconds, peakBytes: peakOf('self'), besidesBytes };
};

// By the kernel's own mark: what getrusage says begins with what the parent had when it forked.
const peakOf = (process: number | 'self'): number => {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
};

const startedProcesses = (): readonly number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((id) => id !== '')
    .map(Number);

process.on('message', (asked: CopyAsked) => {
  void copy(asked).then((told) => process.send?.(told));
});
process.on('disconnect', () => {
  process.exit();
});
