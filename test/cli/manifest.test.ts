import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { createClient } from '../../client/client.ts';
import { apiAt } from '../../cli/api/address.ts';
import { outOf, parseManifest } from '../../cli/batch/manifest.ts';
import { planBatch } from '../../cli/batch/plan.ts';
import { openJournal } from '../../cli/journal/journal.ts';

const line = (more: object = {}) => JSON.stringify({ clip: 'a.mp4', prompt: 'A blue night', ...more });

describe('a manifest', () => {
  it('has an edit on each line that is not empty, whatever ends it', () => {
    const { lines, faults } = parseManifest(
      `\uFEFF${line()}\r\n\n  \n${line({ take: 2, out: 'b.mp4' })}`,
      '/m',
    );
    expect(faults).toEqual([]);
    expect(lines.map(({ number, asked, out }) => [number, asked.take, out])).toEqual([
      [1, 1, undefined],
      [4, 2, 'b.mp4'],
    ]);
    expect(lines[0]?.asked).toEqual({
      clip: { kind: 'file', path: '/m/a.mp4' },
      prompt: 'A blue night',
      images: [],
      elements: [],
      keepAudio: false,
      webhookUrl: undefined,
      metadata: undefined,
      take: 1,
    });
  });

  it('has elements with the frontal picture first', () => {
    const { lines } = parseManifest(line({ elements: [['f.png', 'https://example.com/s.png']] }), '/m');
    expect(lines[0]?.asked.elements).toEqual([
      {
        frontal: { kind: 'file', path: '/m/f.png' },
        references: [{ kind: 'address', url: 'https://example.com/s.png' }],
      },
    ]);
  });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'line 1'],
    ['no object', '[]', 'line 1'],
    ['a field that nobody knows', line({ promt: 'x' }), 'line 1'],
    ['no clip', '{"prompt": "x"}', 'line 1, clip'],
    ['no prompt', '{"clip": "x"}', 'line 1, prompt'],
    ['images that are no list', line({ images: 'a.png' }), 'line 1, images'],
    ['an image without a name', line({ images: ['a.png', ''] }), 'line 1, images.1'],
    ['an element without pictures', line({ elements: [[]] }), 'line 1, elements.0'],
    ['metadata that is no text', line({ metadata: { a: 1 } }), 'line 1, metadata.a'],
    ['a take of 0', line({ take: 0 }), 'line 1, take'],
    ['a take that is text', line({ take: '1' }), 'line 1, take'],
    ['sound that is text', line({ keep_audio: 'yes' }), 'line 1, keep_audio'],
    ['nothing', ' \n', 'MANIFEST'],
  ])('fails by line and field for %s', (_name, text, at) => {
    const { faults } = parseManifest(text, '/m');
    expect(faults).toEqual([{ at, message: expect.stringMatching(/./u) }]);
  });

  it('tells every fault of every line at once', () => {
    const { faults } = parseManifest(`{\n${line({ take: 0, images: 1 })}\n${line()}\n[]`, '/m');
    expect(faults.map(({ at }) => at)).toEqual(['line 1', 'line 2, images', 'line 2, take', 'line 4']);
  });

  test.each([
    ['beside the manifest', 'b.mp4', undefined, '/m/b.mp4'],
    ['in the folder for outputs', 'b.mp4', '/out', '/out/b.mp4'],
    ['in that folder by its own name', undefined, '/out', '/out'],
    ['nowhere', undefined, undefined, undefined],
  ])('has outputs %s', (_name, out, folder, path) => {
    const [first] = parseManifest(line({ out }), '/m').lines;
    if (first === undefined) throw new Error('it cannot be read');
    expect(outOf(first, '/m', folder)).toBe(path);
  });
});

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');
const api = apiAt('http://127.0.0.1:4700', '--api');

describe('the plan of a batch', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reshoot-plan-'));
    await copyFile(join(samples, 'input-1-1.mp4'), join(folder, 'a.mp4'));
    await copyFile(join(samples, 'input-1-1.mp4'), join(folder, 'same.mp4'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const plan = async (...lines: string[]) => {
    const journal = openJournal(join(folder, 'state'));
    const manifest = join(folder, 'm.jsonl');
    const { signal } = new AbortController();
    return planBatch(
      { manifest, text: lines.join('\n'), force: false },
      { api, journal, client: createClient({ url: api.url }), signal },
    );
  };

  it('has lines of the same edit as one, by what their files hold', async () => {
    const planned = await plan(
      line(),
      line({ clip: 'same.mp4' }),
      line({ take: 2 }),
      line({ prompt: 'Red' }),
    );
    expect(planned.map(({ lines }) => lines.map(({ number }) => number))).toEqual([[1, 2], [3], [4]]);
  });

  test.each<[string, string[], string]>([
    ['a file that is not there', [line(), line({ clip: 'b.mp4' })], 'line 2, clip'],
    ['a clip that is none', [line({ clip: 'm.txt' })], 'line 1, clip'],
    ['a picture that is a clip', [line({ images: ['a.mp4'] })], 'line 1, images.0'],
    ['a prompt that names what is not there', [line({ prompt: '@Image1' })], 'line 1, prompt'],
    ['a folder for its output that is not there', [line({ out: 'no/b.mp4' })], 'line 1, out'],
    ['an output that is there', [line({ out: 'same.mp4' })], 'line 1, out'],
    ['one output of two edits', [line({ out: 'o.mp4' }), line({ take: 2, out: 'o.mp4' })], 'line 2, out'],
  ])('fails before anything is sent for %s', async (_name, lines, at) => {
    await writeFile(join(folder, 'm.txt'), 'no clip at all');
    await expect(plan(...lines)).rejects.toMatchObject({
      exit: 'usage',
      faults: [{ at, message: expect.stringMatching(/./u) }],
    });
  });

  it('takes one output of lines that are the same edit', async () => {
    await expect(plan(line({ out: 'o.mp4' }), line({ out: 'o.mp4' }))).resolves.toHaveLength(1);
  });
});
