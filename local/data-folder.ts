import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { CannotStart } from './errors.ts';

export interface DataFolder {
  readonly table: string;
  readonly bucket: string;
  readonly standIn: string;
  readonly events: string;
  readonly log: string;
  readonly synthesised: string;
  release(): Promise<void>;
}

/**
 * The folder that holds everything, for this process alone: two on the same table would each resume the other's
 * edits. The lock is the operating system's, so that a killed process leaves none behind.
 * @throws CannotStart
 */
export const takeDataFolder = async (given: string): Promise<DataFolder> => {
  const path = resolve(given);
  try {
    for (const part of ['edits', 'uploads']) await mkdir(join(path, 'bucket', part), { recursive: true });
  } catch (cause) {
    throw new CannotStart(`the data folder ${path} cannot be made: ${reason(cause)}`, { cause });
  }
  const lock = new ClassicLevel(join(path, 'lock'));
  try {
    await lock.open();
  } catch (cause) {
    const locked = hasCode(cause instanceof Error ? cause.cause : undefined, 'LEVEL_LOCKED');
    throw new CannotStart(
      locked
        ? `another reshoot is running on the data in ${path}: stop it, or choose another folder with --data`
        : `the data folder ${path} cannot be used: ${reason(cause)}`,
      { cause },
    );
  }
  return {
    table: join(path, 'table'),
    bucket: join(path, 'bucket'),
    standIn: join(path, 'stand-in'),
    events: join(path, 'events.jsonl'),
    log: join(path, 'log.jsonl'),
    synthesised: join(path, 'cdk.out'),
    release: () => lock.close(),
  };
};

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
