import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withHashes } from '../../tools/build-console.ts';

const root = join(import.meta.dirname, '..', '..');
const mostScriptBytes = 150_000;

describe('the console as it is built', () => {
  let folder = '';
  let page = '';
  let files: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reshoot-console-'));
    await promisify(execFile)(process.execPath, [join(root, 'tools', 'build-console.ts'), '--out', folder]);
    page = await readFile(join(folder, 'index.html'), 'utf8');
    files = await readdir(folder);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it(`has at most ${mostScriptBytes} bytes of compressed script`, async () => {
    const scripts = files.filter((file) => file.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    const texts = await Promise.all(scripts.map(async (file) => readFile(join(folder, file))));
    const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(bytes).toBeLessThanOrEqual(mostScriptBytes);
  });

  it('names each of its files by its content, and the page names them all', () => {
    const assets = files.filter((file) => file !== 'index.html');
    for (const asset of assets) {
      expect(asset).toMatch(/^[a-z-]+-[A-Z0-9]{8}\.(?:js|css|svg)$/u);
      expect(page).toContain(`"/console/${asset}"`);
    }
    expect(page.match(/"\/console\//gu)).toHaveLength(assets.length);
  });

  it('has nothing in its page that the policy of the server forbids: scripts, styles, anything of elsewhere', () => {
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|https?:/iu);
    expect(page.match(/<script\b[^>]*>[^<]/gu)).toBeNull();
  });

  it('asks for nothing of elsewhere in its style sheets', async () => {
    const sheets = files.filter((file) => file.endsWith('.css'));
    expect(sheets).toHaveLength(1);
    for (const sheet of sheets) {
      expect(await readFile(join(folder, sheet), 'utf8')).not.toMatch(/@import|url\((?!"?data:)/u);
    }
  });
});

describe('the page of the console', () => {
  it('gets the names with their hash', () => {
    const page = '<script src="/console/main.js"></script><a href="/docs">docs</a>';
    expect(withHashes(page, ['built/main-ABCD2345.js'])).toBe(
      '<script src="/console/main-ABCD2345.js"></script><a href="/docs">docs</a>',
    );
  });

  it('fails where it names what is not built', () => {
    expect(() => withHashes('<script src="/console/gone.js">', ['built/main-ABCD2345.js'])).toThrow(
      '/console/gone.js, which is not built',
    );
  });
});
