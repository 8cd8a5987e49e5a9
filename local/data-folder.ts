import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { CannotStart, firstLine, hasCode } from './errors.ts';

export interface DataFolder {
  readonly table: string;
  readonly deliveries: string;
  /** What webhooks are signed with. */
  readonly webhookSecret: string;
  readonly bucket: string;
  readonly standIn: string;
  readonly events: string;
  readonly log: string;
  readonly synthesised: string;
  /**
   * Marks whose requests the edits here are, or finds them marked: one provider knows nothing of the other's, and
   * would be believed that they are lost. @throws CannotStart where they are somebody else's
   */
  belongsTo(provider: string): Promise<void>;
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
    throw new CannotStart(`the data folder ${path} cannot be made: ${firstLine(cause)}`, { cause });
  }
  const lock = new ClassicLevel(join(path, 'lock'));
  try {
    await lock.open();
  } catch (cause) {
    const locked = cause instanceof Error && hasCode(cause.cause, 'LEVEL_LOCKED');
    throw new CannotStart(
      locked
        ? `another reshoot is running on the data in ${path}: stop it, or choose another folder with --data`
        : `the data folder ${path} cannot be used: ${firstLine(cause)}`,
      { cause },
    );
  }
  return {
    table: join(path, 'table'),
    deliveries: join(path, 'deliveries'),
    webhookSecret: join(path, 'webhook-secret'),
    bucket: join(path, 'bucket'),
    standIn: join(path, 'stand-in'),
    events: join(path, 'events.jsonl'),
    log: join(path, 'log.jsonl'),
    synthesised: join(path, 'cdk.out'),
    belongsTo: async (provider) => {
      const mark = (await lock.get('provider')) ?? provider;
      if (mark !== provider) {
        throw new CannotStart(
          `the edits in ${path} are with ${mark}, not with ${provider}: choose another folder with --data`,
        );
      }
      await lock.put('provider', provider);
    },
    release: () => lock.close(),
  };
};
