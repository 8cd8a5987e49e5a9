import { describe, expect, it } from '@jest/globals';
import { rereadable } from '../../../../lambdas/adapters/s3/rereadable.ts';

async function* letters(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
};

describe('a body that is read again', () => {
  it('begins again where it was left early', async () => {
    const body = rereadable(letters('ab', 'cd', 'ef'), 4);
    for await (const chunk of body.read()) if (Buffer.from(chunk).toString() === 'cd') break;
    expect(body.isWhole()).toBe(true);
    expect(await textOf(body.read())).toBe('abcdef');
  });

  it('is not whole once more was taken than is kept', async () => {
    const body = rereadable(letters('ab', 'cd', 'ef'), 4);
    expect(await textOf(body.read())).toBe('abcdef');
    expect(body.isWhole()).toBe(false);
  });

  it('is not whole once it broke', async () => {
    const breaking = async function* breaking() {
      yield* letters('ab');
      throw new Error('the connection broke');
    };
    const body = rereadable(breaking(), 4);
    await expect(textOf(body.read())).rejects.toThrow('the connection broke');
    expect(body.isWhole()).toBe(false);
  });

  it('is closed when that is said, and not with its reader', async () => {
    let closed = false;
    const closing = async function* closing() {
      try {
        yield* letters('ab', 'cd');
      } finally {
        closed = true;
      }
    };
    const body = rereadable(closing(), 4);
    for await (const _chunk of body.read()) break;
    expect(closed).toBe(false);
    await body.close();
    expect(closed).toBe(true);
  });
});
