import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandLine } from './command-line.ts';
import { killPrograms } from './program.ts';

let folder: string;
let server: Server;
let asked: IncomingHttpHeaders[];
let api: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-callers-'));
  asked = [];
  // A stage that takes whoever says who it is.
  server = createServer(({ headers }, response) => {
    asked.push(headers);
    const known = headers.authorization !== undefined;
    response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' });
    response.end(known ? '{"edits": []}' : '{"message": "Forbidden"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  killPrograms();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const aws = async (): Promise<Record<string, string>> => {
  const [credentials, config] = [join(folder, 'credentials'), join(folder, 'config')];
  await writeFile(
    credentials,
    '[studio]\naws_access_key_id = AKIDSTUDIO\naws_secret_access_key = studio-secret\n',
  );
  await writeFile(config, '');
  const none = { AWS_EC2_METADATA_DISABLED: 'true' };
  return {
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: config,
    AWS_REGION: 'eu-central-1',
    ...none,
  };
};
const as = (env: Record<string, string>) => commandLine(api, join(folder, 'state'), env);

describe('who asks a deployed stage', () => {
  it('is a token of the environment', async () => {
    expect(await as({ RESHOOT_TOKEN: 'a-token' }).reshoot('list')).toMatchObject({ code: 0 });
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer a-token']);
  });

  it('is a profile of the AWS configuration, in whose name each call is signed', async () => {
    const ended = await as({ ...(await aws()), RESHOOT_TOKEN: 'a-token' }).reshoot(
      'list',
      '--profile',
      'studio',
    );
    expect(ended).toMatchObject({ code: 0 });
    expect(asked[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDSTUDIO\/\d{8}\/eu-central-1\/execute-api\/aws4_request, /u,
    );
  });

  it('signs for the region that is named', async () => {
    await as(await aws()).reshoot('list', '--profile', 'studio', '--region', 'us-west-2');
    expect(asked[0]?.authorization).toContain('/us-west-2/execute-api/');
  });

  it('fails where there are no credentials, names what to set, and asks nobody', async () => {
    const ended = await as(await aws()).reshoot('list', '--profile', 'misspelt');
    expect(ended).toMatchObject({ code: 6, err: expect.stringContaining('--profile') });
    expect(asked).toEqual([]);
  });

  it('fails where the stage does not take the caller', async () => {
    const ended = await as({}).reshoot('list');
    expect(ended).toMatchObject({ code: 6, err: expect.stringContaining('does not take the caller (403)') });
  });

  it('is looked for by doctor, which prints no secret', async () => {
    const env = await aws();
    const ended = await as(env).reshoot('doctor', '--profile', 'studio');
    expect(ended.out).toContain('✓ caller    AWS credentials (AWS profile studio (--profile))');
    expect(ended.out + ended.err).not.toContain('studio-secret');
    const none = await as(env).reshoot('doctor', '--profile', 'misspelt');
    expect(none).toMatchObject({
      code: 6,
      out: expect.stringContaining('✗ caller    There are no AWS credentials'),
    });
  });
});
