import type { EditBody } from '../../lambdas/contract/edit.ts';

/** An edit as the API has it: recorded at 2026-11-25T10:00:00Z, and as `facts` say. */
export const anEditBody = (facts: Partial<EditBody> = {}): EditBody => ({
  edit_id: `ed_${'a'.repeat(26)}`,
  owner: 'local',
  status: 'accepted',
  sequence: 1,
  request: {
    prompt: 'Make it night',
    video_url: 'https://example.com/clip.mp4',
    keep_audio: false,
    image_urls: [],
    elements: [],
  },
  origin: { type: 'api' },
  outputs: [],
  metadata: {},
  created_at: '2026-11-25T10:00:00.000Z',
  updated_at: '2026-11-25T10:00:00.000Z',
  ...facts,
});

/** @param seconds after it was recorded */
export const after = (seconds: number): number => Date.parse('2026-11-25T10:00:00.000Z') + seconds * 1_000;

export const timeAfter = (seconds: number): string => new Date(after(seconds)).toISOString();
