import { test as base, expect } from '@playwright/test';
import { layFaults } from '../end-to-end/calls.ts';
import { openEdition, type Edition } from './edition.ts';

interface WorkerFixtures {
  /** Shared by the tests of a worker: an edit there takes some 3 s. */
  readonly edition: Edition;
}

interface TestFixtures {
  /** Opens an edition for one test alone. */
  readonly own: (...times: string[]) => Promise<Edition>;
  /** Whatever a page did that none may do. */
  readonly harm: string[];
}

/** What a prompt has in it that meets a fault of the provider. */
export const faulty = {
  lost: 'whose answer is lost',
  rejected: 'that is rejected',
  queued: 'that stays in the queue',
} as const;

const faults = [
  { on: 'submit', prompt: faulty.lost, do: { kind: 'hang-up', when: 'after' } },
  {
    on: 'submit',
    prompt: faulty.rejected,
    do: { kind: 'answer', status: 422, body: { detail: 'The prompt is not one that is edited.' } },
  },
  {
    on: 'status',
    prompt: faulty.queued,
    do: { kind: 'say', body: { status: 'in_queue', queue_position: 2 } },
  },
];

/** Tests of the console. Each fails, too, where its pages ask another host, break their own policy, or throw. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  edition: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads off the pattern what a fixture needs.
    async ({}, use) => {
      const edition = await openEdition(['--queue', '1', '--run', '1']);
      await layFaults(edition.standIn, faults);
      await use(edition);
      await edition.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  // eslint-disable-next-line no-empty-pattern -- as above
  own: async ({}, use) => {
    const opened: Edition[] = [];
    await use(async (...times) => {
      const edition = await openEdition(times);
      opened.push(edition);
      return edition;
    });
    await Promise.all(opened.map(async (edition) => edition.remove()));
  },
  harm: [
    async ({ context }, use) => {
      const harm: string[] = [];
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        const ours = hostname === '127.0.0.1' || protocol === 'blob:' || protocol === 'data:';
        if (!ours) harm.push(`asked ${request.url()}`);
      });
      context.on('console', (message) => {
        if (/content security policy/iu.test(message.text())) harm.push(message.text());
      });
      context.on('weberror', (error) => harm.push(String(error.error())));
      await use(harm);
      expect(harm).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
