import { once } from 'node:events';
import { Readable } from 'node:stream';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface WholeObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * Streams a body of known length into an object by one request, which leaves nothing where it does not come to its end.
 * What was sent cannot be sent again: nothing is repeated here. `body` is at rest when this has ended.
 * @throws S3ServiceException, or what `body` threw
 */
export const putAtOnce = async (
  client: S3Client,
  { bucket, key, contentType, sizeBytes }: WholeObject,
  body: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const stopped = new AbortController();
  const ended = Promise.withResolvers<undefined>();
  let broken: { readonly error: unknown } | undefined;
  // The SDK throws what a stream fails with where nobody catches it, and waits for the rest for ever: so the request is
  // aborted, and the stream is silent until it is.
  const unbroken = async function* unbroken() {
    try {
      yield* body;
    } catch (error) {
      broken = { error };
      stopped.abort();
      await ended.promise;
    }
  };
  const stream = Readable.from(unbroken(), { objectMode: false });
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: stream,
    ContentType: contentType,
    ContentLength: sizeBytes,
  });
  try {
    await client.send(command, { abortSignal: stopped.signal });
  } catch (error) {
    throw broken === undefined ? error : broken.error;
  } finally {
    stream.destroy();
    ended.resolve(undefined);
    if (!stream.closed) await once(stream, 'close');
  }
};
