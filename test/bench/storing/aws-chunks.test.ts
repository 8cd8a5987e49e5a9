import { describe, expect, it } from '@jest/globals';
import { withoutChunks } from '../../../bench/storing/aws-chunks.ts';

const framed =
  '5\r\nhello\r\na;chunk-signature=ab\r\n, \r\n1\r\n us\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

async function* inPieces(size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < framed.length; at += size) yield Buffer.from(framed.slice(at, at + size));
}

describe('a body of aws-chunked', () => {
  it.each([1, 2, 3, 7, 1_000])('comes without its frames, in pieces of %d bytes', async (size) => {
    let text = '';
    for await (const bytes of withoutChunks(inPieces(size))) text += Buffer.from(bytes).toString();
    expect(text).toBe('hello, \r\n1\r\n us');
  });
});
