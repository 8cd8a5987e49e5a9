import { describe, expect, it } from '@jest/globals';
import { correction } from '../../console/edit/in-step.ts';
import { playerKey } from '../../console/edit/player-keys.ts';

describe('keeping two videos in step', () => {
  it.each([
    ['lets less than a frame be', 2, 2.02, 5, { kind: 'none' }],
    ['plays faster where it is behind', 2, 1.95, 5, { kind: 'rate', rate: expect.closeTo(1.05) }],
    ['plays slower where it is ahead', 2, 2.05, 5, { kind: 'rate', rate: expect.closeTo(0.95) }],
    ['changes the pace by no more than one hears', 2, 1.8, 5, { kind: 'rate', rate: 1.08 }],
    ['jumps where it is far behind', 4, 1, 5, { kind: 'seek', seconds: 4 }],
    ['waits at the end of the shorter one', 4.5, 4, 4, { kind: 'none' }],
    ['jumps to no place behind the end', 4.5, 1, 4, { kind: 'seek', seconds: 4 }],
  ])('%s', (_what, leads, follows, length, expected) => {
    expect(correction(leads, follows, length)).toEqual(expected);
  });
});

describe('a key in the player', () => {
  const pressed = { key: ' ', target: { tagName: 'INPUT' }, ctrlKey: false, metaKey: false, altKey: false };

  it.each([
    [' ', 'toggle'],
    ['k', 'toggle'],
    ['m', 'mute'],
    [',', { by: -0.04 }],
    ['.', { by: 0.04 }],
    ['ArrowLeft', undefined],
  ])('%j does %j', (key, does) => {
    expect(playerKey({ ...pressed, key }, 25)).toEqual(does);
  });

  it('is left to a button, and to the browser', () => {
    expect(playerKey({ ...pressed, target: { tagName: 'BUTTON' } }, 25)).toBeUndefined();
    expect(playerKey({ ...pressed, key: 'k', ctrlKey: true }, 25)).toBeUndefined();
  });
});
