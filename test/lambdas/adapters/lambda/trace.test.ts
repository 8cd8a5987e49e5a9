import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lambdaTrace, type TraceProps } from '../../../../lambdas/adapters/lambda/trace.ts';
import { fakeClock } from '../../../fakes/clock.ts';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const sampled = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`;
const annotations = { edit_id: 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa', stage: 'test' };

describe('the trace of an invocation', () => {
  let daemon: Socket;
  let heard: string[];
  beforeEach(async () => {
    heard = [];
    daemon = createSocket('udp4');
    daemon.on('message', (message) => heard.push(message.toString()));
    daemon.bind(0, '127.0.0.1');
    await once(daemon, 'listening');
  });
  afterEach(() => {
    daemon.close();
  });

  const trace = (given: Partial<TraceProps> = {}) =>
    lambdaTrace({
      daemonAddress: `127.0.0.1:${daemon.address().port}`,
      traceHeader: () => sampled,
      clock: fakeClock(1_750_000_000_500),
      ...given,
    });

  // https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
  it("is annotated by a subsegment of Lambda's own segment, in one datagram to the daemon", async () => {
    const { annotate } = trace();
    annotate(annotations);
    await once(daemon, 'message');
    const [header, document, ...more] = heard[0]?.split('\n') ?? [];
    expect(more).toEqual([]);
    expect(JSON.parse(header ?? '')).toEqual({ format: 'json', version: 1 });
    expect(JSON.parse(document ?? '')).toEqual({
      type: 'subsegment',
      name: 'reshoot',
      id: expect.stringMatching(/^[0-9a-f]{16}$/u),
      trace_id: root,
      parent_id: '53995c3f42cd8ad8',
      start_time: 1_750_000_000.5,
      end_time: 1_750_000_000.5,
      annotations,
    });
  });

  it('is that of the invocation at the moment, each with a subsegment of its own', async () => {
    const others = [sampled, sampled.replace(root, '1-00000000-000000000000000000000001')];
    const { annotate } = trace({ traceHeader: () => others.shift() });
    annotate(annotations);
    await once(daemon, 'message');
    annotate(annotations);
    await once(daemon, 'message');
    const [first, second] = heard.map(
      (message) => JSON.parse(message.split('\n')[1] ?? '') as { id: string; trace_id: string },
    );
    expect(first?.id).not.toBe(second?.id);
    expect(second?.trace_id).toBe('1-00000000-000000000000000000000001');
  });

  it.each<[string, Partial<TraceProps>]>([
    ['is not sampled', { traceHeader: () => sampled.replace('Sampled=1', 'Sampled=0') }],
    ['is not there', { traceHeader: () => undefined }],
    ['has no parent', { traceHeader: () => `Root=${root};Sampled=1` }],
    ['is not one', { traceHeader: () => ';;=;Root' }],
    [
      'cannot be told',
      {
        traceHeader: () => {
          throw new Error('no environment');
        },
      },
    ],
    ['has no daemon', { daemonAddress: undefined }],
    ['has a daemon that is no address', { daemonAddress: 'localhost' }],
  ])('that %s is left alone', async (_what, given) => {
    trace(given).annotate(annotations);
    // Datagrams on loopback keep their order: what was sent before this one has come before it.
    trace().annotate({ last: 'one' });
    await once(daemon, 'message');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain('"last":"one"');
  });

  it('breaks nothing where nobody listens', async () => {
    const { port } = daemon.address();
    const other = createSocket('udp4');
    other.bind(0, '127.0.0.1');
    await once(other, 'listening');
    const deaf = other.address().port;
    await new Promise<void>((resolve) => other.close(resolve));
    const { annotate } = trace({ daemonAddress: `127.0.0.1:${deaf}` });
    for (let times = 0; times < 3; times += 1) {
      annotate(annotations);
      // Time for the refusal to come back: an error that nobody takes would end this process.
      await setTimeout(10);
    }
    expect(port).not.toBe(deaf);
    expect(heard).toEqual([]);
  });
});
