import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, interceptors, request, type Dispatcher } from 'undici';
import { createGate } from './gate.ts';
import { InputRefused } from './input-refused.ts';

export interface DownloadLimits {
  readonly seconds: number;
  readonly bytes: number;
}

export interface Download {
  readonly path: string;
  readonly sha256: string;
}

export interface Downloads {
  get(url: string, limits: DownloadLimits): Promise<Download>;
  close(): Promise<void>;
}

/** Jobs that start together mean the same file; a job that starts later may find another one at the same URL. */
const sharedMs = 2000;
const gapsMs = [250, 1000, 3000];

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

export const createDownloads = async (folder: string, signal: AbortSignal): Promise<Downloads> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const agent = new Agent({ connections: 8 });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 3 }));
  const gate = createGate(16);
  const shared = new Map<string, Promise<Download>>();

  const save = async (answer: Dispatcher.ResponseData, { bytes }: DownloadLimits): Promise<Download> => {
    const draft = join(folder, `${randomUUID()}.part`);
    const hash = createHash('sha256');
    let received = 0;
    try {
      await pipeline(
        answer.body,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            received += chunk.length;
            if (received > bytes) throw new InputRefused(`is larger than ${megabytes(bytes)}`);
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(draft),
      );
      const sha256 = hash.digest('hex');
      const path = join(folder, sha256);
      await rename(draft, path);
      return { path, sha256 };
    } finally {
      await rm(draft, { force: true });
    }
  };

  const attempt = async (url: string, limits: DownloadLimits, deadline: AbortSignal): Promise<Download> => {
    const answer = await request(url, { dispatcher, signal: deadline });
    if (answer.statusCode !== 200) {
      answer.body.on('error', () => undefined).destroy();
      throw new InputRefused(`could not be downloaded: HTTP ${answer.statusCode}`);
    }
    return save(answer, limits);
  };

  const download = async (url: string, limits: DownloadLimits): Promise<Download> => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.seconds * 1000)]);
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(url, limits, deadline);
      } catch (error) {
        if (error instanceof InputRefused || signal.aborted) throw error;
        if (deadline.aborted) throw new InputRefused(`could not be downloaded within ${limits.seconds} s`);
        const gap = gapsMs[tries];
        if (gap === undefined)
          throw new InputRefused(
            `could not be downloaded: ${error instanceof Error ? error.message : 'no answer'}`,
          );
        await sleep(gap, undefined, { signal: deadline }).catch(() => undefined);
      }
    }
  };

  return {
    get: (url, limits) => {
      const key = `${limits.bytes} ${url}`;
      const running = shared.get(key);
      if (running !== undefined) return running;
      const started = gate(() => download(url, limits));
      shared.set(key, started);
      const forget = () => shared.delete(key);
      started.then(() => setTimeout(forget, sharedMs).unref(), forget);
      return started;
    },
    close: () => agent.destroy(),
  };
};
