import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startServer, type Server } from '../../local/server.ts';
import { propsIn } from './a-server.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-console-'));
  server = await startServer(propsIn(folder));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const build = async () => {
  await mkdir(join(folder, 'built'));
  await writeFile(join(folder, 'built', 'index.html'), '<!doctype html><title>the console</title>');
  await writeFile(join(folder, 'built', 'main-ABCDEFGH.js'), 'console.log(1)');
};
const get = async (path: string) => {
  const answer = await request(`http://127.0.0.1:${server.port}${path}`);
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
};

const pages = ['/', '/new', '/notices', '/edits/ed_aaaaaaaaaaaaaaaaaaaaaaaaaa', '/edits/ed_1?from=mail'];

describe('the pages of the console', () => {
  it.each(pages)('serves it at %s, to find out itself what is meant', async (path) => {
    await build();
    const page = await get(path);
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.text).toContain('<title>the console</title>');
  });

  it.each(pages)('lets %s load, ask and show nothing that is not of this server', async (path) => {
    for (const built of [false, true]) {
      if (built) await build();
      const { headers } = await get(path);
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy.join(' ')).not.toMatch(/unsafe|\*|https?:/u);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('says how it is built where it is not, and serves it from then on', async () => {
    const missing = await get('/');
    expect([missing.status, missing.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(missing.text).toContain('npm run console');
    await build();
    expect((await get('/')).status).toBe(200);
  });

  it('lets browsers keep for good what is named by its content, and that alone', async () => {
    await build();
    const asset = await get('/console/main-ABCDEFGH.js');
    expect(asset).toMatchObject({ status: 200, text: 'console.log(1)' });
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/console/index.html')).status).toBe(404);
    expect((await get('/console/main-OLD.js')).status).toBe(404);
  });

  it.each(['/edits', '/edits/a/b', '/new/', '/console/', '/console/../local'])(
    'has no page at %s',
    async (path) => {
      await build();
      const { status, text } = await get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('the console');
    },
  );
});
