import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CopyTold } from './copy.ts';
import { ask, type Servers } from './servers.ts';
import type { Way } from './ways.ts';

export interface Copying {
  readonly sizeBytes: number;
  /** Of every call of S3. */
  readonly latencyMs: number;
  /** Bytes a second that the provider sends, and that S3 takes; 0 for as fast as it goes. */
  readonly rate: number;
  /** How often the provider's connection breaks. */
  readonly breaks: number;
}

export interface MeasuredCopy extends CopyTold {
  /** Of S3, by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** That the provider sent. */
  readonly servedBytes: number;
}

export interface Bed {
  readonly servers: Servers;
  /** That makes the copies. */
  readonly program: string;
}

/** Of `store-result`, in MiB. */
export const functionMemory = 1_024;

// As the bootstrap of Lambda's Node.js runtimes has it: a tenth of the memory for the young generation, half of it for
// each of its halves.
const youngGeneration = Math.floor(functionMemory / 10);
const lambdaFlags = [
  `--max-semi-space-size=${Math.floor(youngGeneration / 2)}`,
  `--max-old-space-size=${functionMemory - youngGeneration}`,
];

// What an execution environment does once, and not for each edit: code is compiled, the process that looks into videos
// started.
const warming: Copying = { sizeBytes: 1_000_000, latencyMs: 0, rate: 0, breaks: 0 };

/**
 * Makes a copy, the second of a process of its own.
 * @throws Error where what is stored is not what was served, or there is more than that
 */
export const measuredCopy = async (
  { servers, program }: Bed,
  way: Way,
  copying: Copying,
): Promise<MeasuredCopy> => {
  const { output, endpoint } = servers;
  const child = fork(program, { execArgv: lambdaFlags });
  try {
    await servers.begin(warming);
    await ask<CopyTold>(child, { way, output, endpoint });
    const sha256 = await servers.begin(copying);
    const told = await ask<CopyTold>(child, { way, output, endpoint });
    const { requests, servedBytes, keys, unfinished, sha256: stored } = await servers.tell(told.key);
    if (told.sha256 !== sha256 || stored !== sha256) {
      throw new Error(`${way}: what is stored is not what was served`);
    }
    if (keys.length > 1 || unfinished > 0) {
      throw new Error(`${way} left ${keys.join(', ')} and ${unfinished} unfinished uploads`);
    }
    return { ...told, requests, servedBytes };
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
};
