import { validate } from '@probelabs/maid';
import { describe, expect, it } from '@jest/globals';
import { allBlocks } from '../docs/pages.ts';

const diagrams = (await allBlocks()).filter(({ language }) => language === 'mermaid');

describe('a diagram in the docs', () => {
  it.each(diagrams.map(({ page, line, text }) => [`${page}:${line}`, text]))(
    '%s can be drawn',
    (_place, text) => {
      const { type, errors } = validate(text);
      expect(errors).toEqual([]);
      expect(['flowchart', 'state']).toContain(type);
    },
  );

  it.each([
    ['flowchart TD\n  a([POST] --> b'],
    ['stateDiagram-v2\n  accepted -> submitting'],
    ['stateDiagram-v2\n  accepted -->'],
    ['states\n  accepted --> submitting'],
  ])('could not be drawn as %j', (text) => {
    expect(validate(text).errors).not.toEqual([]);
  });
});
