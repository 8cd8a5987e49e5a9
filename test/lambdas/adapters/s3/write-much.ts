import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { s3Results } from '../../../../lambdas/adapters/s3/results.ts';

/**
 * Writes so many megabytes to the S3 that the environment names, and says how much memory that took. Not a test: tests
 * run it.
 */
const [bucketName = '', key = '', megabytes = '0'] = process.argv.slice(2);

// No faster than Lambda's network brings them, 625 Mbit/s. On loopback the garbage collector would lag behind.
async function* body(): AsyncGenerator<Uint8Array> {
  const count = Number(megabytes) * 1_000_000;
  const chunkBytes = 65_536;
  for (let at = 0; at < count; at += chunkBytes) {
    yield Buffer.alloc(Math.min(chunkBytes, count - at), 1);
    if (at % (16 * chunkBytes) === 0) await setTimeout(12);
  }
}

const results = s3Results({ client: new S3Client({ forcePathStyle: true }), bucketName });
await results.write(key, body(), 'video/mp4');
process.stdout.write(JSON.stringify({ mostBytes: mostBytes() }));

// Where there is one, by the kernel's own mark: what getrusage says begins with what the parent had when it forked.
function mostBytes(): number {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS * 1_024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}
