import { describe, expect, it } from '@jest/globals';
import { sorted } from '../../../console/new-edit/sorting.ts';

describe('files that are dropped', () => {
  it.each([
    ['street.mp4', 'video/mp4', 'clips'],
    ['street.MOV', '', 'clips'],
    ['car.png', 'image/png', 'pictures'],
    ['car.JPEG', '', 'pictures'],
    ['car.webp', '', 'pictures'],
    ['notes.txt', 'text/plain', 'others'],
    ['folder', '', 'others'],
  ] as const)('named %s of type %j are among the %s', (name, type, kind) => {
    const file = { name, type };
    expect(sorted([file])).toEqual({ clips: [], pictures: [], others: [], [kind]: [file] });
  });
});
