import { describe, expect, it } from '@jest/globals';
import { createScreen } from '../../cli/output/screen.ts';

describe('progress', () => {
  const terminal = { isTTY: true, columns: 80, rows: 24 };
  it.each([
    ['is drawn on a terminal', terminal, {}, true],
    ['is said in a pipe', { isTTY: false }, {}, false],
    ['is said on a terminal of unknown size', { isTTY: true, columns: 0, rows: 0 }, {}, false],
    ['is not drawn where results are JSON', terminal, { json: true }, false],
    ['is not drawn where nobody wants it', terminal, { quiet: true }, false],
  ])('%s', (_how, stream, wish, drawn) => {
    const err = stream as NodeJS.WriteStream;
    expect(createScreen({ out: err, err, json: false, quiet: false, ...wish }).drawsLive).toBe(drawn);
  });
});
