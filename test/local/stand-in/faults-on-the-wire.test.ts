import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { startStandIn, type StandIn } from '../../../local/stand-in/stand-in.ts';
import { callerOf, eventually, token } from './caller.ts';
import { converse } from './conversation.ts';

const input = (prompt = 'A neon city') => ({
  prompt,
  video_url: 'http://127.0.0.1:9/clip.mp4',
  image_urls: [],
  elements: [],
});
const submitPath = '/v1/models/kling/kling-video-o1/video-to-video/edit';

let folder: string;
let standIn: StandIn;
let at: ReturnType<typeof callerOf>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  standIn = await startStandIn({ port: 0, dataFolder: folder, queueSeconds: 600, token });
  at = callerOf(standIn.url);
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => at.faults([]));

const befell = async () => {
  const list = (await at.call('/control/faults')).body as unknown as { befell: number }[];
  return list.map((fault) => fault.befell);
};
const jobs = async () => (await at.journal()).length;
const lastSubmit = async () => (await at.submits()).at(-1);

describe('a reset', () => {
  const body = JSON.stringify(input());
  const post = () => converse(standIn.url, `POST ${submitPath} HTTP/1.1\r\nContent-Length: ${body.length}`);

  it('before reading comes though the body never does, and is in no book', async () => {
    const before = (await at.submits()).length;
    await at.faults([{ on: 'submit', do: { kind: 'reset', when: 'before-reading' } }]);
    const call = post();
    call.say('\r\n');
    expect(await call.heard()).toEqual({ head: '', body: '', ended: 'by a reset' });
    expect(await befell()).toEqual([1]);
    expect(await at.submits()).toHaveLength(before);
  });

  it('before acting waits for the body, and makes no job', async () => {
    const before = await jobs();
    await at.faults([{ on: 'submit', do: { kind: 'reset', when: 'before' } }]);
    const call = post();
    call.say(`\r\n${body.slice(0, -1)}`);
    expect(await befell()).toEqual([0]);
    call.say(body.slice(-1));
    expect((await call.heard()).ended).toBe('by a reset');
    expect(await jobs()).toBe(before);
    expect(await lastSubmit()).toEqual({
      at: expect.any(String),
      prompt: 'A neon city',
      befell: 'reset',
      answered: false,
    });
  });

  it('after acting leaves a job behind', async () => {
    const before = await jobs();
    await at.faults([{ on: 'submit', do: { kind: 'reset', when: 'after' } }]);
    const call = post();
    call.say(`\r\n${body}`);
    expect((await call.heard()).ended).toBe('by a reset');
    expect(await jobs()).toBe(before + 1);
    expect(await lastSubmit()).toMatchObject({ request_id: expect.any(String), answered: false });
  });

  it('is something else than a hang-up', async () => {
    await at.faults([{ on: 'submit', do: { kind: 'hang-up', when: 'before' } }]);
    const call = post();
    call.say(`\r\n${body}`);
    expect(await call.heard()).toEqual({ head: '', body: '', ended: 'in good order' });
  });
});

describe('a hold', () => {
  const held = async () => (await at.call('/control/held')).body;
  const untilHeld = (names: readonly object[]) =>
    eventually(async () => {
      expect(await held()).toEqual(names);
    });

  it('has acted, and answers when it is released', async () => {
    await at.faults([{ on: 'submit', times: 1, do: { kind: 'hold' } }]);
    const before = await jobs();
    const answer = at.submit(input());
    await untilHeld([{}]);
    expect(await jobs()).toBe(before + 1);
    expect(await lastSubmit()).toMatchObject({ befell: 'hold', answered: false });
    expect(await at.release()).toBe(1);
    expect(await lastSubmit()).toMatchObject({ request_id: await answer });
    await eventually(async () => {
      expect(await lastSubmit()).toMatchObject({ answered: true, answered_at: expect.any(String) });
    });
    expect(await at.release()).toBe(0);
  });

  it('is released by its name, and the others stay', async () => {
    await at.faults(['a', 'b'].map((name) => ({ on: 'submit', prompt: name, do: { kind: 'hold', name } })));
    const first = at.submit(input('a'));
    await untilHeld([{ name: 'a' }]);
    const second = at.submit(input('b'));
    await untilHeld([{ name: 'a' }, { name: 'b' }]);
    expect(await at.release('b')).toBe(1);
    await second;
    expect(await held()).toEqual([{ name: 'a' }]);
    expect(await at.release('nobody')).toBe(0);
    expect((await at.call('/control/release', { method: 'POST' })).body).toEqual({ released: 1 });
    await first;
  });

  it('ends with a caller who goes, who was not answered', async () => {
    await at.faults([{ on: 'submit', do: { kind: 'hold' } }]);
    const body = JSON.stringify(input());
    const call = converse(standIn.url, `POST ${submitPath} HTTP/1.1\r\nContent-Length: ${body.length}`);
    call.say(`\r\n${body}`);
    await untilHeld([{}]);
    call.leave();
    await untilHeld([]);
    expect(await lastSubmit()).toMatchObject({ request_id: expect.any(String), answered: false });
  });

  it('names the field of a wrong release', async () => {
    const { status, body } = await at.call('/control/release', { method: 'POST', body: { name: 1 } });
    expect({ status, told: body['error_message'] }).toEqual({
      status: 422,
      told: expect.stringContaining('name'),
    });
  });
});

describe('a changed answer', () => {
  let id: string;
  beforeAll(async () => {
    await at.faults([]);
    id = await at.submit(input('A changed answer'));
  });
  const look = () => at.call(`/v1/requests/${id}/status`);
  const seen = async () => {
    const call = converse(standIn.url, `GET /v1/requests/${id}/status HTTP/1.1\r\nConnection: close`);
    call.say('\r\n');
    return call.heard();
  };

  it('drips, and is whole in the end', async () => {
    await at.faults([{ on: 'status', times: 1, do: { kind: 'drip', bytesPerSecond: 1000 } }]);
    const from = performance.now();
    const slow = await look();
    const tookMs = performance.now() - from;
    expect(slow.body).toEqual({ ...(await look()).body, queue_position: expect.any(Number) });
    expect(tookMs).toBeGreaterThan((JSON.stringify(slow.body).length - 100) * 0.9);
  });

  it.each([9999, 10])('says a wrong length: %d', async (length) => {
    const truth = (await seen()).body;
    await at.faults([{ on: 'status', do: { kind: 'alter', headers: { 'Content-Length': String(length) } } }]);
    const { head, body } = await seen();
    expect(head).toContain(`\r\ncontent-length: ${length}\r\n`);
    expect(head.match(/content-length/gu)).toHaveLength(1);
    expect(body).toHaveLength(truth.length);
  });

  it('breaks off for a client that was promised more', async () => {
    await at.faults([{ on: 'status', do: { kind: 'alter', headers: { 'content-length': '9999' } } }]);
    await expect(look()).rejects.toThrow();
  });

  it('has other headers, fewer headers and another status', async () => {
    await at.faults([
      {
        on: 'status',
        do: {
          kind: 'alter',
          status: 203,
          headers: { 'content-type': null, 'content-length': null, 'x-a': 'b' },
        },
      },
    ]);
    const { head } = await seen();
    expect(head).toMatch(/^http\/1.1 203 /u);
    expect(head).toContain('\r\nx-a: b');
    expect(head).not.toMatch(/content-(type|length)/u);
    expect((await look()).body).toMatchObject({ request_id: id, status: 'in_queue' });
  });

  it('says other things, and leaves out what is null', async () => {
    await at.faults([
      { on: 'status', do: { kind: 'say', body: { status: 'CANCELED', request_id: null, more: [1] } } },
      { on: 'result', do: { kind: 'say', body: { error_code: 400002 } } },
      { on: 'cancel', do: { kind: 'say', body: { outcome: 'cancellation_requested' } } },
    ]);
    const { status, body } = await look();
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'CANCELED', more: [1] } });
    expect(body).not.toHaveProperty('request_id');
    expect(await at.result(id)).toMatchObject({ request_id: id, error_code: 400002 });
    const other = await at.submit(input());
    expect(await at.cancel(other)).toMatchObject({
      status: 202,
      body: { request_id: other, outcome: 'cancellation_requested' },
    });
  });

  it('is a refusal too', async () => {
    await at.faults([{ on: 'status', do: { kind: 'say', body: { detail: 'gone' } } }]);
    expect(await at.call('/v1/requests/nobody/status')).toMatchObject({
      status: 404,
      body: { error_code: 404001, detail: 'gone' },
    });
  });

  it('leads elsewhere', async () => {
    await at.faults([
      { on: 'status', do: { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:9/' } } },
    ]);
    const { statusCode, headers } = await request(`${standIn.url}/v1/requests/${id}/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([statusCode, headers['location']]).toEqual([302, 'http://127.0.0.1:9/']);
  });

  it('befalls the jobs whose prompt holds a text', async () => {
    const other = await at.submit(input('Another one'));
    await at.faults([{ on: 'status', prompt: 'changed answer', do: { kind: 'answer', status: 503 } }]);
    expect((await look()).status).toBe(503);
    expect(await at.status(other)).toBe('in_queue');
  });

  it('befalls the same calls again when the same list is laid again', async () => {
    const list = [{ on: 'status', share: 0.5, do: { kind: 'answer', status: 503, body: {} } }];
    const row = async () => {
      await at.faults(list);
      const statuses = [];
      for (let call = 0; call < 20; call += 1) statuses.push((await look()).status);
      return statuses;
    };
    const first = await row();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await row()).toEqual(first);
  });
});
