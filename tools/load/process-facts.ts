import { readFile } from 'node:fs/promises';

/** What a process has taken of the machine. */
export interface Taken {
  /** Memory that it has now. */
  readonly residentBytes: number;
  /** Of processors, in user and kernel mode, since it began. Its children are not counted. */
  readonly cpuSeconds: number;
}

/** The kernel's clock ticks of `/proc`: USER_HZ, 100 on every architecture that Node is built for. */
const ticksPerSecond = 100;

/** Undefined where the system does not tell, as Linux alone does, or the process has ended. */
export const takenBy = async (pid: number): Promise<Taken | undefined> => {
  try {
    const [status, stat] = await Promise.all(
      ['status', 'stat'].map(async (name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    // proc_pid_stat(5): utime and stime are 14 and 15; the name before, in brackets, may hold anything.
    const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
    return {
      residentBytes: 1_024 * Number(/^VmRSS:\s+(\d+) kB/mu.exec(status ?? '')?.[1] ?? 0),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    };
  } catch {
    return undefined;
  }
};
