/**
 * A body without the frames of `aws-chunked`: each chunk is its size in hexadecimal, maybe a signature, CRLF, its bytes,
 * CRLF; what trails the last, empty one are checksums.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* withoutChunks(framed: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let line = '';
  let left = 0;
  let state: 'size' | 'bytes' | 'end' | 'trailer' = 'size';
  for await (const piece of framed) {
    for (let at = 0; at < piece.byteLength && state !== 'trailer';) {
      if (state === 'bytes') {
        const bytes = piece.subarray(at, at + left);
        at += bytes.byteLength;
        left -= bytes.byteLength;
        if (left === 0) state = 'end';
        yield bytes;
        continue;
      }
      const feed = piece.indexOf(10, at);
      const stop = feed === -1 ? piece.byteLength : feed + 1;
      line += piece.toString('latin1', at, stop);
      at = stop;
      if (feed === -1) continue;
      if (state === 'size') left = Number.parseInt(line, 16);
      state = state === 'end' ? 'size' : left > 0 ? 'bytes' : 'trailer';
      line = '';
    }
  }
}
