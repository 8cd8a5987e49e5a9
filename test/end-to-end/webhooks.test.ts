import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import { deliveryListSchema, type DeliveryBody } from '../../lambdas/contract/delivery.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { startEdition as startHere, type Edition } from '../../local/edition.ts';
import { listening } from '../lambdas/adapters/loopback-server.ts';
import { post, submit, untilEnded } from './calls.ts';
import { freePort, inFolder, killPrograms, startEdition } from './program.ts';
import { serveSamples, type SampleServer } from './sample-server.ts';

interface Taken {
  readonly id: string;
  readonly at: string;
  readonly signature: string;
  readonly body: {
    readonly type: string;
    readonly data: {
      readonly edit: {
        readonly edit_id: string;
        readonly outputs: readonly { readonly sha256: string; readonly download_url: string }[];
      };
    };
  };
}

let samples: SampleServer;
beforeAll(async () => {
  samples = await serveSamples();
});
afterAll(async () => {
  await samples.close();
});
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  killPrograms();
  for (const close of closing.splice(0).toReversed()) await close();
});

/**
 * A receiver as one writes it with `standardwebhooks`. It answers with these statuses, one after another, and 204 from
 * then on; what it cannot verify it answers with 401, and does not take.
 */
const receive = async (secretFile: string, statuses: number[] = [], port = 0) => {
  const taken: Taken[] = [];
  const server: Server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const headers = incoming.headers as Record<string, string>;
      try {
        const [secret = ''] = (await readFile(secretFile, 'utf8')).split('\n');
        const body = new Webhook(secret).verify(Buffer.concat(chunks).toString(), headers) as Taken['body'];
        taken.push({
          id: headers['webhook-id'] ?? '',
          at: headers['webhook-timestamp'] ?? '',
          signature: headers['webhook-signature'] ?? '',
          body,
        });
        response.writeHead(statuses.shift() ?? 204).end();
      } catch {
        response.writeHead(401).end();
      }
    })();
  });
  if (port === 0) {
    const { port: own, close } = await listening(server);
    closing.push(close);
    return { taken, url: `http://127.0.0.1:${own}/hook?key=1` };
  }
  server.listen(port, '127.0.0.1');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { taken, url: `http://127.0.0.1:${port}/hook?key=1` };
};

const deliveriesOf = async (edition: string, editId: string): Promise<DeliveryBody[]> => {
  const { body } = await request(`${edition}/v1/edits/${editId}/deliveries`);
  return deliveryListSchema.parse(await body.json()).deliveries;
};
const untilDelivery = async (
  edition: string,
  editId: string,
  wished: (delivery: DeliveryBody) => boolean,
): Promise<DeliveryBody> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const [delivery] = await deliveriesOf(edition, editId);
    if (delivery !== undefined && wished(delivery)) return delivery;
    await setTimeout(50);
  }
  throw new Error(`It came to ${JSON.stringify(await deliveriesOf(edition, editId))}`);
};
const hashAt = async (url: string): Promise<string> => {
  const { body } = await request(url);
  return createHash('sha256')
    .update(Buffer.from(await body.arrayBuffer()))
    .digest('hex');
};

describe('a receiver with nothing but its secret', () => {
  const start = async (data: string): Promise<Edition> => {
    const edition = await startHere({
      port: 0,
      dataFolder: data,
      provider: (dataFolder) => ({ kind: 'stand-in', dataFolder, queueSeconds: 0, runSeconds: 1 }),
      // In the place of three days.
      patience: { ...patience, webhookGapsSeconds: [0.2, 0.2, 0.2, 0.2] },
    });
    closing.push(async () => edition.close());
    return edition;
  };

  it(
    'fault 51: gets the video by what it is told, at the fourth attempt, under the id of the first',
    async () =>
      inFolder(async (data) => {
        const edition = await start(data);
        const { taken, url } = await receive(join(data, 'webhook-secret'), [500, 500, 500]);
        const edit = await submit(edition.url, {
          prompt: 'a quiet sea of grass',
          video_url: samples.urlOf('input-1-1.mp4'),
          webhook_url: url,
          webhook_notices: ['Edit Completed'],
        });
        const ended = await untilEnded(edition.url, edit.edit_id);
        const delivery = await untilDelivery(
          edition.url,
          edit.edit_id,
          ({ status }) => status === 'delivered',
        );
        expect(delivery.attempts.map(({ status_code: status }) => status)).toEqual([500, 500, 500, 204]);
        expect(delivery.url).toBe(url.replace('?key=1', ''));

        expect(taken.map(({ id }) => id)).toEqual(Array(4).fill(delivery.notice_id));
        expect(new Set(taken.map(({ signature }) => signature)).size).toBeGreaterThan(1);
        const { type, data: told } = taken[3]?.body ?? { type: '', data: { edit: { outputs: [] } } };
        expect(type).toBe('edit.completed');
        expect(await hashAt(told.edit.outputs[0]?.download_url ?? '')).toBe(ended.outputs[0]?.sha256);
        await closing.pop()?.();
        await closing.pop()?.();
      }),
    90_000,
  );

  it(
    'is tested before it is needed, and told once more when it asks for it',
    async () =>
      inFolder(async (data) => {
        const edition = await start(data);
        const { taken, url } = await receive(join(data, 'webhook-secret'), [204, 410]);
        const tested = await post(`${edition.url}/v1/webhooks/test`, { url });
        expect(tested).toMatchObject({ status: 200, body: { delivered: true, status_code: 204 } });
        expect(taken[0]?.body.type).toBe('webhook.test');

        const edit = await submit(edition.url, {
          prompt: 'a quiet sea of grass',
          video_url: samples.urlOf('input-1-1.mp4'),
          webhook_url: url,
        });
        const gone = await untilDelivery(
          edition.url,
          edit.edit_id,
          ({ status }) => status === 'undeliverable',
        );
        const resend = `${edition.url}/v1/edits/${edit.edit_id}/deliveries/${gone.delivery_id}/resend`;
        let answer = await post(resend, {});
        // That it was undeliverable is told first.
        while (answer.status === 503) answer = await post(resend, {});
        expect(answer).toMatchObject({ status: 202, body: { status: 'pending' } });
        await untilDelivery(edition.url, edit.edit_id, ({ status }) => status === 'delivered');
        expect(taken.slice(1).map(({ id, body }) => [id, body.type])).toEqual([
          [gone.notice_id, 'edit.completed'],
          [gone.notice_id, 'edit.completed'],
        ]);
        // Told at least once: a sweep meanwhile tells the same again, under the same id.
        const events = (await readFile(join(data, 'events.jsonl'), 'utf8')).trim().split('\n');
        const undeliverables = events.filter((event) => event.includes('"Webhook Undeliverable"'));
        expect(new Set(undeliverables.map((event) => /nt_[0-9a-f]{32}/u.exec(event)?.[0])).size).toBe(1);
        await closing.pop()?.();
        await closing.pop()?.();
      }),
    90_000,
  );
});

describe('npm start', () => {
  it(
    'fault 70: delivers after it was killed what it could not deliver before',
    async () =>
      inFolder(async (data) => {
        const [port, hookPort] = [await freePort(), await freePort()];
        const [first, killed] = await startEdition(port, data, '--queue', '0', '--run', '1');
        const edit = await submit(first, {
          prompt: 'a quiet sea of grass',
          video_url: samples.urlOf('input-1-1.mp4'),
          webhook_url: `http://127.0.0.1:${hookPort}/hook?key=1`,
        });
        // Nobody listens there yet.
        const before = await untilDelivery(first, edit.edit_id, ({ attempts }) => attempts.length > 0);
        expect(before.attempts[0]?.error).toBe('The receiver gave no answer: ECONNREFUSED');
        await killed.kill('SIGKILL');

        const { taken } = await receive(join(data, 'webhook-secret'), [], hookPort);
        const [url, edition] = await startEdition(port, data);
        await untilDelivery(url, edit.edit_id, ({ status }) => status === 'delivered');
        expect(taken.map(({ id, body }) => [id, body.type])).toEqual([[before.notice_id, 'edit.completed']]);
        await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0 });
      }),
    120_000,
  );
});
