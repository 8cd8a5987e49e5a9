import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Results } from '../../lambdas/core/ports.ts';

export interface OpenedResults {
  readonly results: Results;
  readonly close?: () => Promise<void>;
}

const partBytes = 5 * 1_024 * 1_024;
const whole = 64 * 1_024 * 1_024;

/** That many bytes in chunks that fit into no part, each telling where it stands. */
export async function* bytes(count: number): AsyncGenerator<Uint8Array> {
  const chunkBytes = 999_983;
  for (let at = 0; at < count; at += chunkBytes) {
    yield Buffer.alloc(Math.min(chunkBytes, count - at), `${at},`);
  }
}

async function* of(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* breakingAfter(count: number): AsyncGenerator<Uint8Array> {
  yield* bytes(count);
  throw new Error('the connection broke');
}

const hashOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
};

let folders = 0;

/** What the core counts on, wherever results are kept. */
export const resultsSuite = (name: string, open: () => Promise<OpenedResults>): void => {
  describe(`results ${name}`, () => {
    let opened: OpenedResults;
    let results: Results;
    beforeAll(async () => {
      opened = await open();
      ({ results } = opened);
    });
    afterAll(async () => opened.close?.());

    const anEditsKeys = () => {
      folders += 1;
      return { work: `work/ed_${folders}/1`, published: `edits/ed_${folders}/output.mp4` };
    };
    const textAt = async (key: string) => Buffer.from(await results.read(key, 0, whole)).toString();
    const write = async (key: string, ...texts: string[]) => results.write(key, of(...texts), 'video/mp4');

    it('name the bucket', () => {
      expect(results.bucket).toMatch(/^[a-z0-9.-]{3,63}$/u);
    });

    it.each([
      ['nothing', 0],
      ['a byte', 1],
      ['a part', partBytes],
      ['a part and a byte', partBytes + 1],
      ['several parts', 2 * partBytes + 4_321],
    ])('keep what is streamed to them, whether its length is known or not: %s', async (_name, count) => {
      const { work } = anEditsKeys();
      for (const announced of [undefined, count]) {
        await results.write(work, bytes(count), 'video/mp4', announced);
        const kept = await results.read(work, 0, whole);
        expect(kept.byteLength).toBe(count);
        expect(createHash('sha256').update(kept).digest('hex')).toBe(await hashOf(bytes(count)));
      }
    });

    it('are read by ranges, fewer bytes at the end, and none past it', async () => {
      const { work } = anEditsKeys();
      await write(work, '01234', '56789');
      const ranges = [
        [0, 10, '0123456789'],
        [3, 7, '3456'],
        [9, 10, '9'],
        [8, 100, '89'],
        [4, 4, ''],
        [10, 20, ''],
        [50, 60, ''],
      ] as const;
      for (const [start, end, text] of ranges) {
        expect(Buffer.from(await results.read(work, start, end)).toString()).toBe(text);
      }
    });

    it('fail to read what is not there', async () => {
      await expect(results.read(anEditsKeys().work, 0, 1)).rejects.toThrow();
    });

    it.each([0, 1, partBytes, 3 * partBytes])(
      'hold nothing of a body that breaks off after %d bytes',
      async (count) => {
        const { work } = anEditsKeys();
        await expect(results.write(work, breakingAfter(count), 'video/mp4')).rejects.toThrow(
          'the connection broke',
        );
        const announced = results.write(work, breakingAfter(count), 'video/mp4', whole);
        await expect(announced).rejects.toThrow('the connection broke');
        await expect(results.read(work, 0, 1)).rejects.toThrow();
      },
    );

    it('hold what was there when another body breaks off', async () => {
      const { work } = anEditsKeys();
      await write(work, 'whole');
      await expect(results.write(work, breakingAfter(partBytes + 1), 'video/mp4')).rejects.toThrow('broke');
      const announced = results.write(work, breakingAfter(partBytes + 1), 'video/mp4', whole);
      await expect(announced).rejects.toThrow('broke');
      expect(await textAt(work)).toBe('whole');
    });

    it.each([undefined, whole])(
      'close a body that they cannot read to its end, of %p bytes',
      async (size) => {
        let closed = false;
        const closing = async function* closes() {
          try {
            yield* breakingAfter(partBytes + 1);
          } finally {
            closed = true;
          }
        };
        await expect(results.write(anEditsKeys().work, closing(), 'video/mp4', size)).rejects.toThrow(
          'broke',
        );
        expect(closed).toBe(true);
      },
    );

    it('hold one whole body of two that are written at once', async () => {
      const { work } = anEditsKeys();
      const bodies = ['a'.repeat(200_000), 'b'.repeat(300_000)];
      await Promise.all(bodies.map(async (body) => write(work, body)));
      expect(bodies).toContain(await textAt(work));
    });

    it('replace a text as a whole', async () => {
      const { published } = anEditsKeys();
      await results.writeText(published, '{"text":"über"}', 'application/json');
      expect(await textAt(published)).toBe('{"text":"über"}');
      await results.writeText(published, '{}', 'application/json');
      expect(await textAt(published)).toBe('{}');
    });

    it('give a written object its final key, and leave nothing under the one before', async () => {
      const { work, published } = anEditsKeys();
      await write(work, 'a video');
      await results.publish(work, published, 'video/mp4');
      expect(await textAt(published)).toBe('a video');
      await expect(results.read(work, 0, 1)).rejects.toThrow();
    });

    it('fault 47: hold the same object however often it is written and published again', async () => {
      const { work, published } = anEditsKeys();
      for (const body of ['the first time', 'the second time']) {
        await write(work, body);
        await results.publish(work, published, 'video/mp4');
        expect(await textAt(published)).toBe(body);
      }
    });

    it('fail to publish what is not there, and leave what is published', async () => {
      const { work, published } = anEditsKeys();
      await write(work, 'a video');
      await results.publish(work, published, 'video/mp4');
      await expect(results.publish(work, published, 'video/mp4')).rejects.toThrow();
      expect(await textAt(published)).toBe('a video');
    });

    it('are whole while another object takes the place of one', async () => {
      const { work, published } = anEditsKeys();
      const [old, young] = ['a'.repeat(100_000), 'b'.repeat(300_000)];
      await write(work, old);
      await results.publish(work, published, 'video/mp4');
      await write(work, young);
      const publishing = results.publish(work, published, 'video/mp4');
      const seen = await Promise.all(Array.from({ length: 10 }, async () => textAt(published)));
      await publishing;
      for (const text of seen) expect([old, young]).toContain(text);
      expect(await textAt(published)).toBe(young);
    });

    it('hold nothing of what is removed, and mind nothing that was never there', async () => {
      const { work, published } = anEditsKeys();
      await write(work, 'a video');
      await results.publish(work, published, 'video/mp4');
      await results.writeText(`${published}.json`, '{}', 'application/json');
      await results.remove([published, work]);
      await expect(results.read(published, 0, 1)).rejects.toThrow();
      expect(await textAt(`${published}.json`)).toBe('{}');
      await results.remove([published, `${published}.json`]);
      await results.remove([]);
    });

    it('take keys of any characters', async () => {
      const { work, published } = anEditsKeys();
      const odd = `a b+c%20%2F&=#?'(ü)*!~.mp4`;
      await write(`${work}/${odd}`, 'a video');
      await results.publish(`${work}/${odd}`, `${published}/${odd}`, 'video/mp4');
      expect(await textAt(`${published}/${odd}`)).toBe('a video');
    });
  });
};
