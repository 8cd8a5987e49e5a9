import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { deliveryListSchema } from '../../lambdas/contract/delivery.ts';
import { editPageSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { journal } from './calls.ts';
import { freePort, inFolder, killPrograms, run, type Program } from './program.ts';

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

/** The commands of a section, block by block. */
const blocksOf = (heading: string): string[] => {
  const section = page.split(/^## /mu).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n([^]*?)^```$/gmu)].map(([, text = '']) => text);
};
const startsOf = (heading: string): string | undefined =>
  blocksOf(heading).find((text) => text.includes('npm start -- '));

let receiver: ChildProcess | undefined;
afterEach(() => {
  receiver?.kill('SIGKILL');
  receiver = undefined;
  killPrograms();
});

interface Drills {
  readonly url: string;
  readonly standIn: string;
  /** Runs the calls of a section. @returns what the last of them was answered */
  readonly calls: (heading: string) => unknown;
  /** Kills the edition, and starts it again. */
  readonly restart: () => Promise<void>;
  /** Waits until the edition prints this. */
  readonly line: (pattern: RegExp) => Promise<string>;
  /** Waits until the newest edit is as wished. */
  readonly until: (wished: (edit: EditBody) => boolean) => Promise<EditBody>;
}

/** Starts what a section says, on ports that are free, or what the page says for all, and then does `use`. */
const drilled = async (heading: string, use: (drills: Drills) => Promise<void>): Promise<void> =>
  inFolder(async (folder) => {
    const lines = startsOf(heading) ?? startsOf('Drills') ?? '';
    const [standInPort, port, receiverPort] = [await freePort(), await freePort(), await freePort()];
    const here = (text: string): string =>
      text
        .replaceAll('8099', String(standInPort))
        .replaceAll('4700', String(port))
        .replaceAll('4800', String(receiverPort));
    const optionsOf = (script: string): string[] =>
      here(new RegExp(`^npm (?:run )?${script} -- (.*)$`, 'mu').exec(lines)?.[1] ?? '').split(' ');
    const program = run('local/stand-in/main.ts', [
      ...optionsOf('stand-in'),
      ...['--data', join(folder, 'stand-in')],
    ]);
    await program.line(/listens on (\S+):/u);
    const start = async (): Promise<Program> => {
      const own = ['--port', String(port), '--data', join(folder, 'edits')];
      const started = run('local/main.ts', [...optionsOf('start'), ...own]);
      await started.line(/listening on (\S+)/u);
      return started;
    };
    let edition = await start();
    const url = `http://127.0.0.1:${port}`;
    await use({
      url,
      standIn: `http://127.0.0.1:${standInPort}`,
      line: async (pattern) => edition.line(pattern),
      calls: (section) => {
        const [gone] = blocksOf(section).filter((text) => text.startsWith('node --eval '));
        if (gone !== undefined) receiver = spawn('bash', ['-euc', `exec ${here(gone)}`], { stdio: 'ignore' });
        const [commands = ''] = blocksOf(section).filter((text) => text.includes('curl --request'));
        const silent = here(commands).replaceAll('curl ', 'curl --silent ');
        const said = execFileSync('bash', ['-euo', 'pipefail', '-c', silent], { encoding: 'utf8' });
        // Faults are answered with a list, and no end of a line.
        return JSON.parse(said.slice(said.lastIndexOf(']{') + 1)) as unknown;
      },
      restart: async () => {
        await edition.kill('SIGKILL');
        edition = await start();
      },
      until: async (wished) => {
        for (let tries = 0; tries < 300; tries += 1) {
          const { body } = await request(`${url}/v1/edits?limit=1`);
          const { edits } = editPageSchema.parse(await body.json());
          if (edits[0] !== undefined && wished(edits[0])) return edits[0];
          await setTimeout(100);
        }
        throw new Error(`the newest edit is not as it should be: ${edition.printed()}`);
      },
    });
  });

describe('a drill of the runbook, as it is written there', () => {
  // One after another, for a start takes longer than any of them. The last leaves the line slow.
  it(
    'does what the page says, with what it says to start for all',
    async () =>
      drilled('Drills', async ({ url, standIn, calls, until, line, restart }) => {
        calls('Webhook undeliverable');
        const { edit_id: editId } = await until(({ status }) => status === 'completed');
        await line(/Webhook Undeliverable/u);
        const { body } = await request(`${url}/v1/edits/${editId}/deliveries`);
        const { deliveries } = deliveryListSchema.parse(await body.json());
        expect(deliveries.map(({ attempts }) => attempts.map((each) => each.status_code))).toEqual([[410]]);

        calls('Picked up');
        // Before that, the provider has not read the clip, which the edition itself serves here.
        await until(({ status }) => status === 'running');
        await restart();
        await line(/resumed {3}1 edits of the last run/u);
        await until(({ status }) => status === 'completed');
        expect(await journal(standIn)).toHaveLength(2);

        calls('Edit uncertain');
        expect(await until(({ status }) => status === 'uncertain')).toMatchObject({
          error: { code: 'outcome_unknown' },
        });
        await line(/Edit Uncertain/u);

        calls('Stalled');
        await until(({ waiting_for: waitingFor }) => waitingFor === 'provider');
        // The edit that is uncertain was taken, and is there, too.
        expect(await journal(standIn)).toHaveLength(3);
      }),
    180_000,
  );

  it(
    'pauses the line for an account without balance',
    async () =>
      drilled('Account paused', async ({ calls, until }) => {
        calls('Account paused');
        await until(({ waiting_for: waitingFor }) => waitingFor === 'provider_account');
        expect(problemSchema.parse(calls('Account paused'))).toMatchObject({
          status: 503,
          code: 'provider_account',
        });
      }),
    120_000,
  );

  it(
    'makes an edit overdue',
    async () =>
      drilled('Edit overdue', async ({ calls, until, line }) => {
        calls('Edit overdue');
        await line(/Edit Overdue/u);
        await until(({ overdue_at: overdueAt }) => overdueAt !== undefined);
      }),
    120_000,
  );

  it(
    'uses up a budget',
    async () =>
      drilled('Budget nearly used', async ({ calls }) => {
        calls('Budget nearly used');
        expect(problemSchema.parse(calls('Budget nearly used'))).toMatchObject({
          status: 402,
          code: 'budget_exhausted',
        });
      }),
    120_000,
  );

  it('is there for each section that does not say that it needs AWS', () => {
    const sections = page.split(/^## /mu).filter((text) => text.includes('\n**Drill.**'));
    const local = sections.filter((text) => !text.includes('**Drill.** On AWS'));
    expect(local.map((text) => text.split('\n')[0])).toEqual([
      'Edit uncertain',
      'Account paused',
      'Edit overdue',
      'Stalled',
      'Picked up',
      'Budget nearly used',
      'Webhook undeliverable',
    ]);
  });
});
