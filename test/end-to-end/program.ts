import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allMustBePublished } from '../fakes/published-events.ts';

const alive = new Set<ChildProcess>();

/** For after each test: a failed one leaves its programs running, and they would keep this process from ending. */
export const killPrograms = (): void => {
  for (const child of alive) child.kill('SIGKILL');
};

const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Program {
  /** All it has printed so far. */
  readonly printed: () => string;
  /** @returns what the first line that matches captures */
  line(pattern: RegExp): Promise<string>;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<Ended>;
  /** Nobody reads any more what it prints. */
  deafen(): void;
  readonly ended: Promise<Ended>;
}

/** Runs one of the project's programs as a process of its own. @param file below the project's root */
export const run = (file: string, args: readonly string[], env?: Record<string, string>): Program =>
  runFile(join(root, file), args, env);

/** @param path of a program for Node.js, and which Node.js, where it is not ours */
export const runFile = (
  path: string,
  args: readonly string[],
  env: Record<string, string> = {},
  node = process.execPath,
): Program => {
  const child = spawn(node, [path, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  let out = '';
  let err = '';
  let gone = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]) => {
    gone = true;
    return { code: code as number | null, out, err };
  });
  return {
    printed: () => out,
    ended,
    line: async (pattern) => {
      for (;;) {
        const found = pattern.exec(out);
        if (found) return found[1] ?? found[0];
        if (gone) throw new Error(`${path} ended without ${String(pattern)}: ${out}${err}`);
        const more = new AbortController();
        await Promise.race([once(child.stdout, 'data', more).catch(() => undefined), ended]);
        more.abort();
      }
    },
    deafen: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    kill: async (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

/** A port that was free a moment ago: for programs that have to come back at the same one. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** A folder that is gone after `use`, once every event in it was held against its published schema. */
export const inFolder = async <Result>(use: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-test-'));
  try {
    const result = await use(folder);
    allMustBePublished(folder);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

/** Starts the edition on a port and a folder that outlive it, and answers with its address. */
export const startEdition = async (
  port: number,
  data: string,
  ...more: string[]
): Promise<[string, Program]> => {
  const program = run('local/main.ts', ['--port', String(port), '--data', data, ...more]);
  return [await program.line(/listening on (\S+)/u), program];
};
