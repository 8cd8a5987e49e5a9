import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startServer, type Server } from '../../local/server.ts';
import { propsIn } from './a-server.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-media-'));
  await mkdir(join(folder, 'edits', 'ed_1'), { recursive: true });
  server = await startServer(propsIn(folder));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('files of the local server', () => {
  it.each(['video.mp4', 'page.html', 'drawing.svg', 'missing.mp4'])(
    'runs nothing that is in %s',
    async (name) => {
      if (!name.startsWith('missing'))
        await writeFile(join(folder, 'edits/ed_1', name), '<script>alert(1)</script>');
      const { headers, body } = await request(`http://127.0.0.1:${server.port}/files/edits/ed_1/${name}`);
      await body.dump();
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/^sandbox(?!.*allow-scripts)/u);
      expect(policy).not.toContain('script-src');
    },
  );

  it('keeps no server from closing where a player has stopped reading', async () => {
    await writeFile(join(folder, 'edits/ed_1/output.mp4'), Buffer.alloc(50_000_000));
    const player = connect(server.port, '127.0.0.1');
    player.on('error', () => undefined);
    player.write(`GET /files/edits/ed_1/output.mp4 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    await once(player, 'readable');
    await server.close();
    player.destroy();
  });
});
