import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { texts, traces } from './planted.ts';

type Line = Readonly<Record<string, unknown>>;

describe('the log of a function', () => {
  let written: string;
  let lines: Line[];
  // In a process of its own, to see all that is written, wherever it goes.
  beforeAll(async () => {
    const program = join(import.meta.dirname, 'log-everything.ts');
    const env = { ...process.env, AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };
    const options = { maxBuffer: 100_000_000, env };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], options);
    written = `${stdout}${stderr}`;
    lines = written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  });

  const lineOf = (message: string): Line => lines.find((line) => line['message'] === message) ?? {};

  it('is a line of JSON for each message, with its level, its stage and its service', () => {
    expect(lines).toHaveLength(texts.length * 5 + 12);
    for (const line of lines) expect(line).toMatchObject({ stage: 'test', service: 'send' });
    expect(lines.map(({ level }) => level)).toEqual(expect.arrayContaining(['INFO', 'WARN', 'ERROR']));
  });

  it('tells from its start on which invocation it is of, and whether that is a cold start', () => {
    expect(lineOf('before anything')).not.toHaveProperty('function_request_id');
    expect(lineOf('fields')).toMatchObject({
      function_request_id: 'request-1',
      function_name: 'reshoot-send',
      cold_start: true,
    });
  });

  it.each(traces)('fault 66: has nothing of the planted secret %s, in whatever place it was', (trace) => {
    expect(written.includes(trace)).toBe(false);
  });

  it('keeps of an error its name, its message, its stack, its facts and its causes', () => {
    expect(lineOf('facts')['error']).toMatchObject({
      name: 'Error',
      message: 'it failed: authorization: [hidden]',
      stack: expect.stringMatching(
        /^Error: it failed: authorization: \[hidden\]\n +at .*log-everything\.ts/u,
      ),
      cause: {
        name: 'AggregateError',
        errors: [{ name: 'TypeError' }, 'authorization: [hidden]', { authorization: '[hidden]' }],
        cause: { message: 'root: authorization: [hidden]', statusCode: 403 },
      },
    });
  });

  it('keeps what is no secret', () => {
    const read = lines.map(({ message }) => message);
    expect(read).toContain(
      'could not read https://clips.s3.eu-central-1.amazonaws.com/uploads/clip.mp4?[hidden]',
    );
    expect(lineOf('raw headers')['raw_headers']).toEqual([
      'Host',
      'example.com',
      'Authorization',
      '[hidden]',
      'Accept',
      '*/*',
    ]);
    expect(lineOf('bytes')).toMatchObject({ body: '[14 bytes]', view: '[14 bytes]' });
    expect(lineOf('instances')).toMatchObject({ client: '[Client]', headers: '[Headers]' });
  });

  it('writes a line whatever the facts are', () => {
    expect(lineOf('hostile')).toMatchObject({
      circular: { edit: 'ed_1', self: '[circular]' },
      big: String(12n ** 40n),
      symbol: 'Symbol(authorization: [hidden]',
      run: '[function run]',
      not: 'NaN',
      broken: '[unreadable]',
      proxy: '[unreadable]',
      json: { toJSON: '[function toJSON]' },
      fact_level: 'mine',
      fact_message: 'mine too',
      level: 'INFO',
    });
    expect(JSON.stringify(lineOf('hostile')['deep'])).toContain('[deeper]');
    expect(lineOf('hostile')['list']).toHaveLength(101);
    expect(lineOf('hostile')['long']).toHaveLength(16_384 + '… 83616 more'.length);
    expect(lineOf('text for facts')).toMatchObject({ facts: 'text' });
  });
});
