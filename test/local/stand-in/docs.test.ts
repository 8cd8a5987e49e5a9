import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { faultList, what } from '../../../local/stand-in/faults/fault.ts';

const page = await readFile(new URL('../../../docs/stand-in.md', import.meta.url), 'utf8');

describe('docs/stand-in.md', () => {
  it('shows lists of faults that are taken', () => {
    const lists = [...page.matchAll(/```json\n(.*?)```/gsu)].map(
      ([, list = '']) => JSON.parse(list) as unknown,
    );
    expect(lists).not.toEqual([]);
    for (const list of lists) expect(faultList.safeParse(list).error).toBeUndefined();
  });

  it.each(what.options.map(({ shape }) => [shape.kind.value, Object.keys(shape)] as const))(
    'tells of %s, and of its fields',
    (kind, fields) => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\` `));
      for (const field of fields.filter((name) => name !== 'kind')) expect(row).toContain(`\`${field}`);
      expect(row).toBeDefined();
    },
  );
});
