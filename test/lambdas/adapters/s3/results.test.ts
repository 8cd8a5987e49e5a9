import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { s3Results } from '../../../../lambdas/adapters/s3/results.ts';
import type { Results } from '../../../../lambdas/core/ports.ts';
import { listening } from '../loopback-server.ts';
import { s3Server, xml } from '../../../fakes/s3-wire.ts';
import { fakeS3, type FakeS3, s3ClientAt } from '../../../fakes/s3.ts';
import { bytes, resultsSuite } from '../../../ports/results-suite.ts';

resultsSuite('in S3', async () => {
  const s3 = await fakeS3();
  return { results: s3Results(s3), close: s3.close };
});

const partBytes = 5 * 1_024 * 1_024;
const threeParts = 2 * partBytes + 1;
const key = 'work/ed_1/1';

describe('a result in S3', () => {
  let breaks: Parameters<typeof fakeS3>[0];
  let s3: FakeS3;
  let results: Results;
  beforeEach(async () => {
    breaks = undefined;
    s3 = await fakeS3((call) => breaks?.(call));
    results = s3Results(s3);
  });
  afterEach(async () => s3.close());

  const times = (wanted: string) => s3.calls.filter((call) => call.startsWith(wanted)).length;
  const write = async (body: AsyncIterable<Uint8Array> = bytes(threeParts), sizeBytes?: number) =>
    results.write(key, body, 'video/mp4', sizeBytes);
  const nothingIsLeft = () => {
    expect([...s3.objects.keys()]).toEqual([]);
    expect(s3.uploads.size).toBe(0);
  };

  it('is written in parts of 5 MB, or at once if it is no larger than one', async () => {
    await write();
    expect(times('UploadPart')).toBe(3);
    await results.write('work/ed_1/2', bytes(partBytes), 'image/png');
    expect(s3.calls.at(-1)).toBe('PutObject work/ed_1/2');
    expect([...s3.objects.values()].map(({ contentType }) => contentType)).toEqual([
      'video/mp4',
      'image/png',
    ]);
  });

  it('is written by one request where its length is known', async () => {
    await write(bytes(threeParts), threeParts);
    expect(s3.calls).toEqual([`PutObject ${key}`]);
    expect(s3.objects.get(key)).toMatchObject({ contentType: 'video/mp4' });
    expect(s3.objects.get(key)?.bytes).toHaveLength(threeParts);
  });

  it.each([threeParts - 1, threeParts + 1])(
    'is not there where its length was said to be %d',
    async (said) => {
      await expect(write(bytes(threeParts), said)).rejects.toThrow();
      nothingIsLeft();
    },
  );

  it('is in parts where one request may not hold it', async () => {
    await write(bytes(threeParts), 5_000_000_001);
    expect(times('PutObject')).toBe(0);
    expect(times('UploadPart')).toBe(3);
  });

  it('has the content type that it is published or written with', async () => {
    await results.write(key, bytes(10), 'application/octet-stream');
    await results.publish(key, 'edits/ed_1/output.mp4', 'video/mp4');
    await results.writeText('edits/ed_1/edit.json', '{}', 'application/json');
    const typeOf = async (Key: string) =>
      (await s3.client.send(new GetObjectCommand({ Bucket: s3.bucketName, Key }))).ContentType;
    expect(await typeOf('edits/ed_1/output.mp4')).toBe('video/mp4');
    expect(await typeOf('edits/ed_1/edit.json')).toBe('application/json');
    const listed = await s3.client.send(
      new ListObjectsV2Command({ Bucket: s3.bucketName, Prefix: 'edits/' }),
    );
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['edits/ed_1/edit.json', 'edits/ed_1/output.mp4']);
  });

  it('fault 46: is written where S3 answers 503 twice and then takes it', async () => {
    for (const call of [
      'CreateMultipartUpload',
      'UploadPart',
      'CompleteMultipartUpload',
      'PutObject',
      'CopyObject',
    ]) {
      let left = 2;
      breaks = (name) => (name.startsWith(call) && (left -= 1) >= 0 ? 'ServiceUnavailable' : undefined);
      await write(bytes(call === 'PutObject' ? 10 : threeParts));
      await results.publish(key, 'edits/ed_1/output.mp4', 'video/mp4');
      expect(left).toBeLessThan(0);
    }
    expect(s3.objects.get('edits/ed_1/output.mp4')?.bytes).toHaveLength(threeParts);
  });

  it.each(['UploadPart', 'CompleteMultipartUpload'])(
    'fault 46: is not there, nor any part of it, where S3 answers 503 to %s for ever',
    async (call) => {
      breaks = (name) => (name.startsWith(call) ? 'ServiceUnavailable' : undefined);
      await expect(write()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
      expect(s3.calls.at(-1)).toBe(`AbortMultipartUpload ${key}`);
      nothingIsLeft();
    },
  );

  it('fault 46: has the reason of its failure kept where S3 is down altogether', async () => {
    breaks = (name) =>
      name.startsWith('Create')
        ? undefined
        : name.startsWith('Abort')
          ? 'ServiceUnavailable'
          : 'AccessDenied';
    await expect(write()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(times('AbortMultipartUpload')).toBe(3);
    breaks = () => 'ServiceUnavailable';
    await expect(write()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(s3.objects.size).toBe(0);
  });

  it('fails with the error of its source, which alone says what to do next, and leaves no parts', async () => {
    class DownloadFailed extends Error {}
    const broken = new DownloadFailed('it broke off');
    const breaking = async function* breaking() {
      yield* bytes(threeParts);
      throw broken;
    };
    await expect(write(breaking())).rejects.toBe(broken);
    expect(s3.calls.at(-1)).toBe(`AbortMultipartUpload ${key}`);
    nothingIsLeft();
  });

  it('fails with the error of its source, by one request, too', async () => {
    const broken = new Error('it broke off');
    const breaking = async function* breaking() {
      yield* bytes(threeParts);
      throw broken;
    };
    await expect(write(breaking(), 2 * threeParts)).rejects.toBe(broken);
    expect(times('Create')).toBe(0);
    nothingIsLeft();
  });

  it('is to be fetched again where S3 fails after it was sent: no other source of it is kept', async () => {
    breaks = (name) => (name.startsWith('PutObject') ? 'InternalError' : undefined);
    await expect(write(bytes(threeParts), threeParts)).rejects.toMatchObject({ name: 'InternalError' });
    expect(s3.calls).toEqual([`PutObject ${key}`]);
    nothingIsLeft();
  });

  it('closes its source when S3 fails, without an error that would pass for the source’s own', async () => {
    breaks = (name) => (name.startsWith('UploadPart') ? 'AccessDenied' : undefined);
    const seen: string[] = [];
    const endless = async function* endless() {
      try {
        for (;;) yield Buffer.alloc(100_000);
      } catch {
        seen.push('an error');
      } finally {
        seen.push('closed');
      }
    };
    await expect(write(endless())).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(seen).toEqual(['closed']);
    nothingIsLeft();
  });

  it('is not there where the completion begins its answer well and ends badly', async () => {
    breaks = (name) => (name.startsWith('CompleteMultipartUpload') ? 'OkThenInternalError' : undefined);
    await expect(write()).rejects.toMatchObject({ name: 'InternalError' });
    nothingIsLeft();
  });

  it('is not published where the copy begins its answer well and ends badly, and stays to be copied', async () => {
    await write();
    breaks = (name) => (name.startsWith('CopyObject') ? 'OkThenInternalError' : undefined);
    await expect(results.publish(key, 'edits/ed_1/output.mp4', 'video/mp4')).rejects.toMatchObject({
      name: 'InternalError',
    });
    expect([...s3.objects.keys()]).toEqual([key]);
  });

  it('is published even if what it was copied from cannot be deleted', async () => {
    await write();
    breaks = (name) => (name.startsWith('DeleteObject') ? 'AccessDenied' : undefined);
    await results.publish(key, 'edits/ed_1/output.mp4', 'video/mp4');
    expect([...s3.objects.keys()]).toEqual([key, 'edits/ed_1/output.mp4']);
  });

  it('is read with one request, and with none where nothing is wanted', async () => {
    await write(bytes(10));
    s3.calls.length = 0;
    await results.read(key, 5, 5);
    expect(s3.calls).toEqual([]);
    await results.read(key, 5, 6);
    expect(s3.calls).toEqual([`GetObject ${key}`]);
    breaks = () => 'AccessDenied';
    await expect(results.read(key, 0, 1)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is led to by a signed address, for a while', async () => {
    const results = s3Results({ client: s3ClientAt('http://127.0.0.1:1'), bucketName: 'b' });
    const url = new URL(await results.link('edits/ed_1/output 1.mp4', 900));
    expect(url.pathname).toBe('/b/edits/ed_1/output%201.mp4');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(url.searchParams.has('X-Amz-Signature')).toBe(true);
  });

  describe('that S3 refuses before any of it is sent', () => {
    const refusing = async (times: number, code: string) => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.method ?? '');
        request
          .resume()
          .on('end', () => response.setHeader('etag', '"part"').end('<R><UploadId>u</UploadId></R>'));
      });
      server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
        if ((times -= 1) < 0) {
          response.writeContinue();
          server.emit('request', request, response);
          return;
        }
        asked.push('refused');
        response.writeHead(503).end(`<Error><Code>${code}</Code></Error>`);
      });
      const { port, close } = await listening(server);
      return {
        asked,
        close,
        results: s3Results({ client: s3ClientAt(`http://127.0.0.1:${port}`), bucketName: 'b' }),
      };
    };

    it('fault 46: is written in parts, which are repeated', async () => {
      const { asked, close, results } = await refusing(2, 'SlowDown');
      await results.write(key, bytes(threeParts), 'video/mp4', threeParts);
      await close();
      expect(asked.toSorted()).toEqual(['POST', 'POST', 'PUT', 'PUT', 'PUT', 'refused', 'refused']);
    });

    it('fault 46: has its source closed where it refuses for ever', async () => {
      const { close, results } = await refusing(Infinity, 'SlowDown');
      const seen: string[] = [];
      const endless = async function* endless() {
        try {
          for (;;) yield Buffer.alloc(100_000);
        } catch {
          seen.push('an error');
        } finally {
          seen.push('closed');
        }
      };
      await expect(results.write(key, endless(), 'video/mp4', threeParts)).rejects.toMatchObject({
        name: 'SlowDown',
      });
      await close();
      expect(seen).toEqual(['closed']);
    });
  });

  it('of 250 MB is written by a process of at most 200 MB', async () => {
    let sizeBytes = 0;
    const sink = await s3Server(({ operation, body }) => {
      if (operation !== 'UploadPart') return xml('<Result><UploadId>upload</UploadId></Result>');
      sizeBytes += body.byteLength;
      return { headers: { etag: '"part"' } };
    });
    const program = join(import.meta.dirname, 'write-much.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'sink', key, '250'], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${sink.port}`,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'AKIAFAKE',
        AWS_SECRET_ACCESS_KEY: 'fake',
      },
    });
    await sink.close();
    expect(sizeBytes).toBe(250_000_000);
    const { mostBytes } = JSON.parse(stdout) as { mostBytes: number };
    expect(mostBytes).toBeLessThanOrEqual(200_000_000);
  });
});
