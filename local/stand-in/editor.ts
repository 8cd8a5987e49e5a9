import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inputs } from './collect-inputs.ts';
import { editClip } from './edit-clip.ts';
import { createGate } from './gate.ts';

/** Part of every key: another look must not be answered with a video of the old one. */
const lookVersion = 'look-1';

/** ffmpeg uses two threads, and the machine has others to serve. */
const atOnce = 2;

export interface Wish {
  readonly inputs: Inputs;
  readonly prompt: string;
  readonly keepAudio: boolean;
}

export interface Editor {
  /** Answers the name of the edited video's file. */
  edit(wish: Wish): Promise<string>;
  readonly folder: string;
}

const keyOf = ({ inputs: { clip, pictures }, prompt, keepAudio }: Wish): string => {
  const parts = [
    lookVersion,
    clip.sha256,
    prompt,
    keepAudio,
    pictures.map(({ role, sha256 }) => [role, sha256]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
};

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

export const createEditor = async (dataFolder: string, signal: AbortSignal): Promise<Editor> => {
  const folder = join(dataFolder, 'outputs');
  const workFolder = join(dataFolder, 'work');
  await rm(workFolder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await mkdir(workFolder, { recursive: true });
  const gate = createGate(atOnce);
  const running = new Map<string, Promise<string>>();

  const make = async (name: string, { inputs, prompt, keepAudio }: Wish): Promise<string> => {
    const done = join(folder, name);
    if (await exists(done)) return name;
    return gate(async () => {
      signal.throwIfAborted();
      const draft = join(workFolder, `${randomUUID()}.mp4`);
      try {
        const paths = (roles: readonly string[]) =>
          inputs.pictures.filter(({ role }) => roles.includes(role)).map(({ path }) => path);
        await editClip(
          {
            clip: inputs.clip,
            prompt,
            keepAudio,
            backdrops: paths(['image']),
            subjects: paths(['frontal', 'reference']),
          },
          draft,
          join(workFolder, randomUUID()),
          signal,
        );
        await rename(draft, done);
        return name;
      } finally {
        await rm(draft, { force: true });
      }
    });
  };

  return {
    folder,
    edit: (wish) => {
      const name = `${keyOf(wish)}.mp4`;
      const before = running.get(name);
      if (before !== undefined) return before;
      const started = make(name, wish).finally(() => running.delete(name));
      running.set(name, started);
      return started;
    },
  };
};
