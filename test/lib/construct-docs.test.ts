import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'construct.md'), 'utf8');

describe('the page of the construct', () => {
  it('has a row for every prop, and none for what is no prop', async () => {
    const sources = await Promise.all(
      ['given-resources', 'deadlines', 'retention', 'video-edit-workflow-props'].map(async (name) =>
        readFile(join(root, 'lib', `${name}.ts`), 'utf8'),
      ),
    );
    const declared = sources.flatMap((source) => {
      const props =
        /^export interface (?:GivenResources|(?:Deadline|Retention|VideoEditWorkflow)Props)[^]*?^\}/mu.exec(
          source,
        )?.[0] ?? '';
      return [...props.matchAll(/^ {2}readonly (\w+)\??:/gmu)].map(([, name = '']) => name);
    });
    const section = /^## What it takes$[^]*?(?=^## )/mu.exec(page)?.[0] ?? '';
    const rows = [...section.matchAll(/^\| `(\w+)`/gmu)].map(([, name = '']) => name);
    expect(rows.toSorted()).toEqual(declared.toSorted());
  });
});
