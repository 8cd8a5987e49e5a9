import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';

const program = join(import.meta.dirname, '..', '..', 'bin', 'reshoot.cjs');

describe('the installed program', () => {
  test.each(['18.20.4', '20.20.2', '22.18.0'])('fails in one clear line under Node %s', async (version) => {
    const lines: string[] = [];
    const exited = new Error('exited');
    const exit = (code: number) => {
      lines.push(`exit ${code}`);
      throw exited;
    };
    const text = (await readFile(program, 'utf8')).replace(/^#!.*/u, '');
    const console = { error: (line: string) => lines.push(line) };
    const start = () => {
      runInNewContext(text, { process: { versions: { node: version }, exit }, console });
    };
    expect(start).toThrow(exited);
    expect(lines).toEqual([`reshoot needs Node.js 22.19 or newer, and this is ${version}.`, 'exit 1']);
  });
});
