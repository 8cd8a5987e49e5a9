import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type Ended, type Program } from './program.ts';

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');

export const sample = (name: string): string => join(samples, name);

export interface CommandLine {
  start(...args: readonly string[]): Program;
  /** To its end. */
  reshoot(...args: readonly string[]): Promise<Ended>;
}

/** The command line of somebody who asks this API, and keeps what was sent in this folder. */
export const commandLine = (api: string, state: string, more: Record<string, string> = {}): CommandLine => {
  const start = (...args: readonly string[]): Program =>
    run('cli/main.ts', args, { RESHOOT_API: api, RESHOOT_STATE: state, ...more });
  return { start, reshoot: async (...args) => start(...args).ended };
};

/** The prompts of the paid submits that the stand-in inside an edition took. @param data of the edition */
export const paidSubmits = async (data: string): Promise<readonly string[]> => {
  const text = await readFile(join(data, 'stand-in', 'journal.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { input: { prompt: string } }).input.prompt);
};
