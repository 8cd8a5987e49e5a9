import { describe, expect, it } from '@jest/globals';
import {
  addressesOf,
  inputVerdict,
  withAddresses,
  type InputPlaces,
} from '../../../lambdas/core/input-places.ts';
import { ownerFolder } from '../../../lambdas/core/owner-folder.ts';
import { editId } from '../../fakes/edit-id.ts';
import { anEdit } from './an-edit.ts';

const places: InputPlaces = {
  ownBucket: 'results',
  buckets: [
    { name: 'footage', prefixes: ['clips/', 'stills/'] },
    { name: 'archive', prefixes: [] },
  ],
};
const mine = ownerFolder('me');

describe('an s3:// input', () => {
  it.each([
    ['what they uploaded', `s3://results/uploads/${mine}/clip.mp4`],
    ['a key of any characters', `s3://results/uploads/${mine}/a+b%20 ü?#.mp4`],
    ['a key under a prefix of another bucket', 's3://footage/clips/a.mp4'],
    ['a key under its other prefix', 's3://footage/stills/a.png'],
    ['any key of a bucket without prefixes', 's3://archive/x'],
  ])('may be %s', (_what, url) => {
    expect(inputVerdict(url, 'me', places)).toBe('taken');
  });

  it.each(['output.mp4', 'output-2.mp4', 'output.png'])(
    'may be an output, if the edit is theirs: %s',
    (name) => {
      expect(inputVerdict(`s3://results/edits/${editId(1)}/${name}`, 'me', places)).toEqual({
        outputOf: editId(1),
      });
    },
  );

  it.each([
    ['fault 73: what somebody else uploaded', `s3://results/uploads/${ownerFolder('you')}/clip.mp4`],
    ['all uploads', 's3://results/uploads/clip.mp4'],
    ['a folder that begins like theirs', `s3://results/uploads/${mine}x/clip.mp4`],
    ['what is not verified yet', `s3://results/work/${editId(1)}/1`],
    ['the story beside an output', `s3://results/edits/${editId(1)}/edit.json`],
    ['what lies below an output', `s3://results/edits/${editId(1)}/output.mp4/x`],
    ['an output of no edit', 's3://results/edits/output.mp4'],
    ['another prefix', 's3://footage/private/a.mp4'],
    ['the prefix with a step back in front', 's3://footage/../footage/clips/a.mp4'],
    ['a bucket that begins like one of them', 's3://archive-2/x'],
    ['any other bucket', 's3://elsewhere/x'],
  ])('may not be %s', (_what, url) => {
    expect(inputVerdict(url, 'me', places)).toBe('refused');
  });
});

describe('the addresses of a request', () => {
  const { request } = anEdit({
    request: {
      prompt: 'p',
      videoUrl: 'v',
      keepAudio: true,
      imageUrls: ['i0', 'i1'],
      elements: [{ frontalImageUrl: 'f', referenceImageUrls: ['r0', 'r1'] }],
    },
  });

  it('are told by the paths that a caller knows', () => {
    expect(addressesOf(request)).toEqual([
      { path: 'video_url', url: 'v' },
      { path: 'image_urls[0]', url: 'i0' },
      { path: 'image_urls[1]', url: 'i1' },
      { path: 'elements[0].frontal_image_url', url: 'f' },
      { path: 'elements[0].reference_image_urls[0]', url: 'r0' },
      { path: 'elements[0].reference_image_urls[1]', url: 'r1' },
    ]);
  });

  it('are replaced each in its place', async () => {
    const replaced = await withAddresses(request, async (url) => `${url}!`);
    expect(addressesOf(replaced)).toEqual(
      addressesOf(request).map(({ path, url }) => ({ path, url: `${url}!` })),
    );
    expect({ prompt: replaced.prompt, keepAudio: replaced.keepAudio }).toEqual({
      prompt: 'p',
      keepAudio: true,
    });
  });
});
