import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CopyAsked } from './copy.ts';
import type { Copying } from './measured-copy.ts';
import type { FromProvider, ToProvider } from './provider-server.ts';
import type { FromS3, ToS3 } from './s3-server.ts';

/** Provider and S3, each a process of its own. */
export interface Servers {
  readonly output: string;
  readonly endpoint: string;
  /** Forgets what was before. @returns the hash of what is served */
  readonly begin: (copying: Copying) => Promise<string>;
  /** What came of it. */
  readonly tell: (key: string) => Promise<Extract<FromS3, { requests: unknown }> & { servedBytes: number }>;
  readonly close: () => Promise<void>;
}

export const startServers = async (): Promise<Servers> => {
  const [provider, s3] = ['provider-server.ts', 's3-server.ts'].map((name) =>
    fork(join(import.meta.dirname, name), { execArgv: [] }),
  ) as [ChildProcess, ChildProcess];
  const [ofProvider, ofS3] = await Promise.all([
    heard<Extract<FromProvider, { port: number }>>(provider),
    heard<Extract<FromS3, { port: number }>>(s3),
  ]);
  return {
    output: `http://127.0.0.1:${ofProvider.port}/output.mp4`,
    endpoint: `http://127.0.0.1:${ofS3.port}`,
    begin: async ({ latencyMs, ...serve }) => {
      await ask<FromS3>(s3, { latencyMs, rate: serve.rate });
      return (await ask<Extract<FromProvider, { sha256: string }>>(provider, { serve })).sha256;
    },
    tell: async (key) => ({
      ...(await ask<Extract<FromS3, { requests: unknown }>>(s3, { tell: key })),
      ...(await ask<Extract<FromProvider, { servedBytes: number }>>(provider, { tell: true })),
    }),
    close: async () => {
      await Promise.all(
        [provider, s3].map(async (server) => {
          const ended = once(server, 'exit');
          server.disconnect();
          await ended;
        }),
      );
    },
  };
};

type Asked = ToProvider | ToS3 | CopyAsked;

/** Tells it this, and waits for what it says. @throws Error where it ends instead */
export const ask = async <Answer>(child: ChildProcess, message: Asked): Promise<Answer> => {
  const answer = heard<Answer>(child);
  child.send(message);
  return answer;
};

const heard = async <Message>(child: ChildProcess): Promise<Message> => {
  const stopped = new AbortController();
  const { signal } = stopped;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Message),
      once(child, 'exit', { signal }).then(([code, killedBy]): never => {
        throw new Error(`${child.spawnargs.slice(1, 3).join(' ')} ended with ${String(code ?? killedBy)}`);
      }),
    ]);
  } finally {
    stopped.abort();
  }
};
