import { Sha256 } from '@aws-crypto/sha256-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { createClient, type Client, type Credentials } from '../../client/client.ts';
import { connecting } from '../../client/connecting.ts';
import {
  answers,
  loopbackServer,
  type Loopback,
  type Received,
} from '../lambdas/adapters/loopback-server.ts';
import { anEdit, editId } from './an-edit.ts';
import { json } from './api-answers.ts';
import { clientClock } from './client-clock.ts';

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const region = 'eu-central-1';
const lasting: Credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY',
};
const session: Credentials = { ...lasting, sessionToken: 'of a role' };

/** What an independent signer makes of the request that came. */
const signedAgain = async ({ method, path, headers, body }: Received, credentials: Credentials) => {
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  const [, names = ''] = /SignedHeaders=([^,]+)/u.exec(headers.authorization ?? '') ?? [];
  const signed = Object.fromEntries(
    names
      .split(';')
      // Both add these by themselves.
      .filter((name) => !name.startsWith('x-amz-'))
      .map((name) => [name, String(headers[name])]),
  );
  const amzDate = String(headers['x-amz-date']);
  const signingDate = new Date(
    amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u, '$1-$2-$3T$4:$5:$6Z'),
  );
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const again = await signer.sign(
    {
      ...{ method, protocol: 'http:', hostname: '127.0.0.1', path: pathname, headers: signed },
      query: Object.fromEntries(searchParams),
      ...(body !== '' && { body }),
    },
    { signingDate },
  );
  return again.headers['authorization'];
};

const request = { prompt: 'Schnee über Zürich (@Image1) 雪', video_url: 'https://example.com/clip.mp4' };

describe('a signature', () => {
  const calls: [string, (client: Client) => Promise<unknown>][] = [
    ['a look', async ({ edits }) => edits.get(editId)],
    ['a query', async ({ edits }) => edits.list({ status: 'failed', cursor: 'a b+c/=~*&é' })],
    ['a path with odd letters', async ({ edits }) => edits.get('a b/é~!')],
    ['a body', async ({ edits }) => edits.create(request, { idempotencyKey: 'a  key' })],
    ['a deletion', async ({ edits }) => edits.delete(editId)],
    ['a POST without a body', async ({ edits }) => edits.cancel(editId)],
  ];
  const rows = calls.flatMap(([what, call]) =>
    [lasting, session].flatMap((credentials) =>
      ['', '/dev'].map((path) => ({
        what,
        call,
        credentials,
        path,
        as: credentials.sessionToken ?? 'a user',
      })),
    ),
  );
  it.each(rows)('is the one that another signer makes of $what, as $as, below "$path"', async (row) => {
    server = await loopbackServer(json(anEdit()));
    const { credentials } = row;
    const client = createClient({
      url: `${server.origin}${row.path}`,
      auth: { sigV4: { region, credentials } },
    });
    await row.call(client);
    const [received] = server.journal;
    if (received === undefined) throw new Error('nothing came');
    expect(received.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api\/aws4_request, /u,
    );
    expect(received.headers.authorization).toBe(await signedAgain(received, credentials));
    // It holds the body: of another one it would be another.
    const changed = { ...received, body: `${received.body} ` };
    expect(received.headers.authorization).not.toBe(await signedAgain(changed, credentials));
    expect(received.headers['x-amz-security-token']).toBe(credentials.sessionToken);
  });

  it('is made anew for each try, with the credentials of then', async () => {
    server = await loopbackServer(answers(503), json(anEdit()));
    const ids = ['AKIDOLD', 'AKIDNEW'];
    const credentials = async () => ({ ...lasting, accessKeyId: ids.shift() ?? '' });
    const auth = { sigV4: { region, credentials } };
    await connecting({ url: server.origin, auth }, clientClock()).edits.get(editId);
    const named = server.journal.map(
      ({ headers }) => /Credential=([^/]+)/u.exec(headers.authorization ?? '')?.[1],
    );
    expect(named).toEqual(['AKIDOLD', 'AKIDNEW']);
  });
});

describe('the region of a signature', () => {
  const signedFor = async (url: string, given?: string) => {
    let sent = new Headers();
    const fetch = async (_url: unknown, init?: { headers?: unknown }) => {
      sent = init?.headers as Headers;
      return Response.json(anEdit());
    };
    const sigV4 = { credentials: lasting, region: given };
    await createClient({ url, auth: { sigV4 }, fetch }).edits.get(editId);
    return /Credential=[^/]+\/\d+\/([^/]+)/u.exec(sent.get('authorization') ?? '')?.[1];
  };

  it.each([
    ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['https://a1b2c3.execute-api.us-gov-west-1.amazonaws.com/dev', 'us-gov-west-1'],
    ['https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['https://a1b2c3-vpce-0f.execute-api.us-east-1.amazonaws.com', 'us-east-1'],
    ['https://a1b2c3.execute-api.ap-south-1.api.aws', 'ap-south-1'],
  ])('is read off %s', async (url, expected) => {
    expect(await signedFor(url)).toBe(expected);
    expect(await signedFor(url, 'eu-west-3')).toBe('eu-west-3');
  });

  it.each([
    'https://api.example.com',
    'http://127.0.0.1:4700',
    'https://execute-api.us-east-1.amazonaws.com.evil.io',
  ])('has to be given for %s', (url) => {
    expect(() => createClient({ url, auth: { sigV4: { credentials: lasting } } })).toThrow(
      'give sigV4.region',
    );
  });
});
