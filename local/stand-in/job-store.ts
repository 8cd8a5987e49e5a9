import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EditInput } from './edit-input.ts';
import type { Job } from './job.ts';

const submit = z.object({
  request_id: z.string(),
  at: z.string(),
  input_sha256: z.string(),
  queue_seconds: z.number(),
  run_seconds: z.number(),
  input: z.custom<EditInput>((value) => typeof value === 'object' && value !== null),
});

export type Submit = z.infer<typeof submit>;

export interface JobStore {
  readonly jobs: ReadonlyMap<string, Job>;
  /** Journals a paid submit, then creates its job. */
  accept(job: Job): Promise<void>;
  save(job: Job): Promise<void>;
  journal(): Promise<Submit[]>;
  close(): Promise<void>;
}

/** Equal inputs have equal hashes whatever the order of their keys. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
};

const parseLine = (line: string): Submit[] => {
  try {
    const parsed = submit.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    // A line that a kill cut off: its answer was never sent.
    return [];
  }
};

const readJournal = async (file: string): Promise<Submit[]> =>
  (await readFile(file, 'utf8')).split('\n').flatMap(parseLine);

const readJobs = async (folder: string): Promise<Job[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Job),
  );
};

export const openJobStore = async (dataFolder: string): Promise<JobStore> => {
  const jobsFolder = join(dataFolder, 'jobs');
  const journalFile = join(dataFolder, 'journal.jsonl');
  await mkdir(jobsFolder, { recursive: true });
  const handle = await open(journalFile, 'a+');
  const written = await readFile(journalFile);
  if (written.length > 0 && written.at(-1) !== 0x0a) await handle.write('\n');

  const jobs = new Map<string, Job>();
  for (const job of await readJobs(jobsFolder)) jobs.set(job.requestId, job);
  const save = async (job: Job): Promise<void> => {
    jobs.set(job.requestId, job);
    const draft = join(jobsFolder, `${job.requestId}.${randomUUID()}.part`);
    await writeFile(draft, JSON.stringify(job));
    await rename(draft, join(jobsFolder, `${job.requestId}.json`));
  };
  for (const name of await readdir(jobsFolder))
    if (name.endsWith('.part')) await rm(join(jobsFolder, name), { force: true });
  // The journal is the truth about what was paid: a submit that was cut off after its line still has its job.
  for (const line of await readJournal(journalFile))
    if (!jobs.has(line.request_id))
      await save({
        requestId: line.request_id,
        input: line.input,
        createdAt: line.at,
        queueSeconds: line.queue_seconds,
        runSeconds: line.run_seconds,
      });

  let lastWrite: Promise<unknown> = Promise.resolve();
  const append = (line: string): Promise<unknown> => {
    // Written, not synced: it has to outlive the process, not the machine.
    const write = lastWrite.then(() => handle.appendFile(line));
    lastWrite = write.catch(() => undefined);
    return write;
  };

  return {
    jobs,
    save,
    accept: async (job) => {
      const line: Submit = {
        request_id: job.requestId,
        at: job.createdAt,
        input_sha256: createHash('sha256')
          .update(JSON.stringify(canonical(job.input)))
          .digest('hex'),
        queue_seconds: job.queueSeconds,
        run_seconds: job.runSeconds,
        input: job.input,
      };
      await append(`${JSON.stringify(line)}\n`);
      await save(job);
    },
    journal: () => readJournal(journalFile),
    close: async () => {
      await lastWrite;
      await handle.close();
    },
  };
};
