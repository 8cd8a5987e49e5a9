import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cancelSeen } from '../../../../lambdas/adapters/runcomfy/cancel-seen.ts';
import type { Heard } from '../../../../lambdas/adapters/runcomfy/exchange.ts';
import { resultSeen } from '../../../../lambdas/adapters/runcomfy/result-seen.ts';
import { statusSeen } from '../../../../lambdas/adapters/runcomfy/status-seen.ts';
import { submitVerdict } from '../../../../lambdas/adapters/runcomfy/submit-verdict.ts';
import type { CancelSeen, ResultSeen, StatusSeen } from '../../../../lambdas/core/provider.ts';
import { heard, nothingHeard } from './answers.ts';

const unreachable: unknown = expect.objectContaining({ why: expect.any(String) });

describe('a status', () => {
  test.each<[string, StatusSeen]>([
    ['in_queue', { status: 'queued' }],
    ['queued', { status: 'queued' }],
    ['pending', { status: 'queued' }],
    ['waiting', { status: 'queued' }],
    ['in_progress', { status: 'running' }],
    ['starting', { status: 'running' }],
    ['processing', { status: 'running' }],
    ['running', { status: 'running' }],
    ['completed', { status: 'finished' }],
    ['succeeded', { status: 'finished' }],
    ['failed', { status: 'finished' }],
    ['cancelled', { status: 'cancelled' }],
  ])('%s', (word, seen) => {
    expect(statusSeen(heard(200, { status: word }))).toEqual(seen);
    expect(statusSeen(heard(202, { status: ` ${word.toUpperCase().replace('_', '-')}` }))).toEqual(seen);
  });

  test.each<[string, unknown, StatusSeen]>([
    ['fault 31: `canceled`', { status: 'canceled' }, { status: 'cancelled' }],
    ['fault 31: a word never heard', { status: 'Warming Up' }, { status: 'running', word: 'Warming Up' }],
    [
      'fault 31: a word out of the prototype',
      { status: 'constructor' },
      { status: 'running', word: 'constructor' },
    ],
    [
      'a place in the queue',
      { status: 'in_queue', queue_position: 3 },
      { status: 'queued', queuePosition: 3 },
    ],
    ['no sensible place', { status: 'in_queue', queue_position: -1.5 }, { status: 'queued' }],
    ['an end with its error', { status: 'failed', error_code: 500001 }, { status: 'finished' }],
    ['404001 in a 200', { error_code: 404001 }, { status: 'unknown_request' }],
  ])('%s', (_case, body, seen) => {
    expect(statusSeen(heard(200, body))).toEqual(seen);
  });

  test.each<[string, Heard]>([
    ['500', heard(500, { status: 'completed' })],
    ['429', heard(429, {})],
    ['403', heard(403, { error_code: 403001 })],
    ['an error in a 200', heard(200, { error_code: 500001, status: 'in_queue' })],
    ['400005', heard(400, { error_code: 400005 })],
    ['HTML', heard(200, '<html>')],
    ['no status', heard(200, { request_id: 'r1' })],
    ['a status that is no word', heard(200, { status: 200 })],
    ['nothing', nothingHeard(true)],
  ])('fault 29: %s is unreachable', (_case, what) => {
    expect(statusSeen(what)).toEqual(
      expect.objectContaining({ status: 'unreachable', why: expect.any(String) }),
    );
  });

  test('fault 30: 404 is an unknown request', () => {
    expect(statusSeen(heard(404, 'not found'))).toEqual({ status: 'unknown_request' });
  });
});

describe('a result', () => {
  const url = 'https://x.runcomfy.net/a%3D%3D/output/b_output.mp4?c=%2B';
  const video = { kind: 'video', url } as const;

  test.each<[string, unknown, ResultSeen]>([
    ['succeeded', { status: 'succeeded', output: { video: url }, cost: 0.84 }, succeeded([video], 0.84)],
    ['completed', { status: 'Completed', output: { videos: [url] } }, succeeded([video])],
    [
      'with when it finished',
      { status: 'succeeded', output: { video: url }, finished_at: '2026-11-23T04:23:32Z' },
      { result: 'succeeded', outputs: [video], finishedAt: Date.UTC(2026, 10, 23, 4, 23, 32) },
    ],
    [
      'with a time of no zone, which is none',
      { status: 'succeeded', output: { video: url }, finished_at: '2026-11-23T04:23:32' },
      succeeded([video]),
    ],
    [
      'the same one twice',
      { status: 'succeeded', output: { video: url, videos: [url] } },
      succeeded([video]),
    ],
    ['a file as an object', { status: 'succeeded', output: { video: { url } } }, succeeded([video])],
    [
      'all four fields in their order',
      {
        status: 'succeeded',
        output: {
          images: ['https://h/4', 'https://h/1'],
          image: 'https://h/3',
          videos: ['https://h/2'],
          video: 'https://h/1',
        },
      },
      succeeded([
        { kind: 'video', url: 'https://h/1' },
        { kind: 'video', url: 'https://h/2' },
        { kind: 'image', url: 'https://h/3' },
        { kind: 'image', url: 'https://h/4' },
      ]),
    ],
    [
      'only web addresses',
      {
        status: 'succeeded',
        output: { video: 'data:video/mp4;base64,AA', videos: ['ftp://h/1', '', 7, null, 'https://', url] },
      },
      succeeded([video]),
    ],
    [
      'only of the output',
      {
        status: 'succeeded',
        input: { video_url: 'https://in/1.mp4' },
        video: 'https://in/2.mp4',
        output: { input: url },
      },
      succeeded([]),
    ],
    ['a cost that is none', { status: 'succeeded', output: { video: url }, cost: -1 }, succeeded([video])],
    [
      'a complaint beside what was made',
      { status: 'succeeded', output: { video: url }, error: 'w' },
      succeeded([video]),
    ],
    ['fault 37: failed with a text', { status: 'failed', error: 'NSFW', cost: 0 }, failed('NSFW', 0)],
    [
      'fault 37: failed with an object',
      { status: 'failed', error: { code: 7, message: 'no' } },
      failed('no'),
    ],
    [
      'fault 37: failed with a code',
      { status: 'failed', error_code: 500001, error_message: 'oops' },
      failed('oops'),
    ],
    [
      'fault 37: failed and silent',
      { status: 'failed' },
      failed('The provider says that it failed, and not why'),
    ],
    ['an error under an unknown word', { status: 'error', error: 'bad' }, failed('bad')],
    ['an error of this request', { request_id: 'r1', error: 'bad' }, failed('bad')],
    ['an end with an error and no output', { status: 'completed', error: 'bad' }, failed('bad')],
    [
      'an end with a code and no output',
      { status: 'completed', error_code: 500001, message: 'm' },
      failed('m'),
    ],
    ['cancelled', { status: 'cancelled' }, { result: 'cancelled' }],
    ['fault 31: canceled', { status: 'CANCELED' }, { result: 'cancelled' }],
    ['fault 38: queued', { status: 'in_queue' }, { result: 'not_ready' }],
    [
      'fault 38: running, with an error',
      { status: 'in_progress', error: 'retrying' },
      { result: 'not_ready' },
    ],
    [
      'fault 38: a word never heard, with an output',
      { status: 'done', output: { video: url } },
      { result: 'not_ready' },
    ],
    ['fault 38: empty', {}, { result: 'not_ready' }],
    ['fault 38: without an address', { status: 'succeeded', output: {} }, succeeded([])],
    ['404001', { error_code: 404001 }, { result: 'unknown_request' }],
  ])('%s', (_case, body, seen) => {
    expect(resultSeen(heard(200, body))).toEqual(seen);
  });

  test.each<[string, Heard, ResultSeen['result']]>([
    ['fault 38: 400005', heard(400, { error_code: 400005 }), 'not_ready'],
    ['fault 38: 500', heard(500, { status: 'succeeded' }), 'unreachable'],
    ['404', heard(404, ''), 'unknown_request'],
    ['429', heard(429, ''), 'unreachable'],
    ['HTML', heard(200, '<html>'), 'unreachable'],
    ['an error of nobody', heard(200, { error: 'gateway' }), 'unreachable'],
    ['an error code alone', heard(200, { error_code: 500001 }), 'unreachable'],
    ['nothing', nothingHeard(false), 'unreachable'],
  ])('%s', (_case, what, result) => {
    expect(resultSeen(what).result).toBe(result);
  });
});

describe('a cancellation', () => {
  test.each<[string, Heard, CancelSeen['outcome']]>([
    ['cancelled', heard(202, { status: 'completed', outcome: 'cancelled' }), 'cancelled'],
    ['in the other spelling', heard(202, { outcome: 'CANCELED' }), 'cancelled'],
    ['not cancellable', heard(202, { outcome: 'not_cancellable' }), 'not_cancellable'],
    ['asked for', heard(202, { outcome: 'cancellation_requested', status: 'cancelled' }), 'unconfirmed'],
    ['without an outcome', heard(202, { status: 'cancelled' }), 'unconfirmed'],
    ['500', heard(500, { outcome: 'cancelled' }), 'unreachable'],
    ['404', heard(404, {}), 'unreachable'],
    ['an error in a 200', heard(200, { error_code: 403001 }), 'unreachable'],
    ['nothing', nothingHeard(true), 'unreachable'],
  ])('%s', (_case, what, outcome) => {
    expect(cancelSeen(what)).toEqual(outcome === 'unreachable' ? unreachable : { outcome });
  });
});

describe('whatever the provider answers', () => {
  const words = fc.oneof(
    fc.constantFrom(
      'succeeded',
      'completed',
      'failed',
      'in_queue',
      'canceled',
      '__proto__',
      'hasOwnProperty',
    ),
    fc.string(),
  );
  const field = fc.oneof(fc.jsonValue({ maxDepth: 3 }), words, fc.integer({ min: 399_000, max: 501_000 }));
  const names = [
    'request_id',
    'status',
    'output',
    'error',
    'error_code',
    'code',
    'message',
    'detail',
    'cost',
    'outcome',
  ];
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(fc.constantFrom(...names, '__proto__'), field).map((fields) => JSON.stringify(fields)),
  );
  const status = fc.oneof(
    fc.constantFrom(200, 202, 400, 401, 404, 429, 500),
    fc.integer({ min: 200, max: 599 }),
  );

  test('no reading throws, and only a valid id is accepted', () => {
    fc.assert(
      fc.property(status, body, fc.option(fc.string(), { nil: undefined }), (code, text, retryAfter) => {
        const what = heard(code, text, retryAfter);
        expect(typeof statusSeen(what).status).toBe('string');
        expect(typeof resultSeen(what).result).toBe('string');
        expect(typeof cancelSeen(what).outcome).toBe('string');
        const verdict = submitVerdict(what, 0);
        if (verdict.verdict !== 'accepted') return;
        expect(verdict.requestId).toMatch(/^[A-Za-z0-9_-]{1,128}$/u);
        expect((JSON.parse(text) as { request_id: string }).request_id).toBe(verdict.requestId);
        expect(Math.floor(code / 100)).toBe(2);
      }),
      { numRuns: 3_000 },
    );
  });
});

function succeeded(outputs: { kind: 'video' | 'image'; url: string }[], costUsd?: number): ResultSeen {
  return { result: 'succeeded', outputs, costUsd };
}

function failed(message: string, costUsd?: number): ResultSeen {
  return { result: 'failed', message, costUsd };
}
