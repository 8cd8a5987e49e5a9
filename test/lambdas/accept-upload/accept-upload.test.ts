import { describe, expect, it, test } from '@jest/globals';
import { acceptUpload, type AcceptUploadDeps } from '../../../lambdas/accept-upload/accept-upload.ts';
import { sweepInbox } from '../../../lambdas/accept-upload/sweep-inbox.ts';
import { deployedUrls } from '../../../lambdas/contract/urls.ts';
import { changed, type EditRecord } from '../../../lambdas/core/edit.ts';
import type { Rejection } from '../../../lambdas/core/ports.ts';
import type { Preflight } from '../../../lambdas/core/preflight.ts';
import { ownerFolder } from '../../../lambdas/core/owner-folder.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { fakeInbox } from '../../fakes/inbox.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';

const hour = 3_600_000;
const preset = { prompt: 'a cold blue night', keep_audio: true };
const manifest = { prompt: 'a warm evening', video_url: 'clip.mp4' };

const world = (found: Preflight = { inputs: [], faults: [] }, given: Partial<AcceptUploadDeps> = {}) => {
  const clock = fakeClock();
  const inbox = fakeInbox(clock);
  const told: Rejection[] = [];
  const base = fakeDeps([], { clock, inbox });
  const workflow = fakeWorkflow();
  const deps: AcceptUploadDeps = {
    ...base,
    workflow,
    stage: 'test',
    owner: 'studio',
    urls: deployedUrls,
    inputPlaces: { ownBucket: 'results', buckets: [{ name: 'footage', prefixes: [] }] },
    callbacks: base.callbacks,
    lookInto: async () => found,
    rejections: {
      tell: async (rejection) => {
        told.push(rejection);
      },
    },
    ...given,
  };
  const accept = acceptUpload(deps);
  const drop = async (key: string, content: string | object) => accept(inbox.put(key, content));
  const edits = (): EditRecord[] => [...base.edits.records.values()];
  return { deps, clock, inbox, told, workflow, accept, drop, edits, sweep: sweepInbox(deps) };
};

describe('a file of the inbox', () => {
  test('is said to be of its edit as soon as that is known, and of none before', async () => {
    const about: unknown[] = [];
    const { drop, edits, inbox } = world(undefined, { about: (subject) => about.push(subject) });
    await drop('inbox/clip.mp4', 'bytes');
    expect(about).toEqual([{}]);
    await drop('inbox/x.edit.json', manifest);
    const { editId } = edits()[0] ?? {};
    expect(about).toEqual([{}, {}, { editId }]);
    inbox.put('inbox/y.edit.json', { ...manifest, prompt: 7 });
    await drop('inbox/y.edit.json', { ...manifest, prompt: 7 });
    // The one that is refused before it has an edit is not said to be of the last.
    expect(about.slice(3)).not.toContainEqual({ editId });
    expect(about.slice(3)[0]).toEqual({});
  });
});

describe('a clip and a preset in the inbox', () => {
  test.each<[string, [string, string | object][]]>([
    [
      'the preset first',
      [
        ['inbox/night/preset.json', preset],
        ['inbox/night/clip.mp4', 'bytes'],
      ],
    ],
    [
      'the clip first',
      [
        ['inbox/night/clip.mp4', 'bytes'],
        ['inbox/night/preset.json', preset],
      ],
    ],
  ])('fault 61: are an edit, %s', async (_order, files) => {
    const { drop, edits, workflow, inbox, told } = world();
    for (const [key, content] of files) await drop(key, content);
    const [edit, ...more] = edits();
    expect(more).toEqual([]);
    const kept = `uploads/${ownerFolder('studio')}/${edit?.editId ?? ''}/1.mp4`;
    expect(edit).toMatchObject({
      owner: 'studio',
      status: 'accepted',
      request: { prompt: preset.prompt, keepAudio: true, videoUrl: `s3://results/${kept}` },
      origin: { type: 'inbox', bucket: 'drop', key: 'inbox/night/clip.mp4' },
    });
    expect([...inbox.kept]).toEqual([[kept, 'bytes']]);
    expect(workflow.started).toEqual([`${edit?.editId ?? ''}-1`]);
    expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({
      status: 'accepted',
      file: { key: 'inbox/night/clip.mp4' },
      edit: { edit_id: edit?.editId },
    });
    expect(inbox.report('inbox/night/preset.json')).toMatchObject({ status: 'ready' });
    expect(told).toEqual([]);
  });

  it('tells that a clip waits, while it does', async () => {
    const { drop, inbox, edits } = world();
    await drop('inbox/night/clip.mp4', 'bytes');
    expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({ status: 'waiting' });
    expect(edits()).toEqual([]);
  });

  it('fault 58: are one edit however often they are met, and another with other bytes', async () => {
    const { drop, edits, accept, inbox } = world();
    await drop('inbox/night/preset.json', preset);
    const file = inbox.put('inbox/night/clip.mp4', 'bytes');
    for (let times = 0; times < 3; times += 1) await accept(file);
    await Promise.all([accept(file), accept(file)]);
    await drop('inbox/night/clip.mp4', 'bytes');
    expect(edits()).toHaveLength(1);
    await drop('inbox/night/clip.mp4', 'other bytes');
    expect(edits()).toHaveLength(2);
    await drop('inbox/night/copy.mp4', 'bytes');
    expect(edits()).toHaveLength(3);
  });

  it('fault 61: are not edited again when the preset changes; what comes later is edited with it', async () => {
    const { drop, edits } = world();
    await drop('inbox/night/preset.json', preset);
    await drop('inbox/night/one.mp4', 'one');
    await drop('inbox/night/preset.json', { prompt: 'a red morning' });
    await drop('inbox/night/two.mp4', 'two');
    expect(
      edits().map(({ request, origin }) => [origin.type === 'inbox' && origin.key, request.prompt]),
    ).toEqual([
      ['inbox/night/one.mp4', preset.prompt],
      ['inbox/night/two.mp4', 'a red morning'],
    ]);
  });

  it('fault 61: a clip whose preset never comes is rejected after a day', async () => {
    const { drop, sweep, clock, told, inbox, edits } = world();
    await drop('inbox/night/clip.mp4', 'bytes');
    clock.advance(23 * hour);
    await sweep();
    expect(told).toEqual([]);
    clock.advance(2 * hour);
    await sweep();
    const message = expect.stringContaining('No preset.json came into its folder for 24 hours');
    expect(told).toMatchObject([{ file: { key: 'inbox/night/clip.mp4' }, message }]);
    expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({ status: 'rejected', message });
    await drop('inbox/night/preset.json', preset);
    expect(edits()).toEqual([]);
  });

  it.each<[string, object | string, string]>([
    ['is not JSON', '{', 'is not JSON'],
    ['is not valid', { prompt: '' }, 'prompt'],
    ['names an unknown field', { ...preset, seed: 1 }, 'seed'],
    ['names a clip itself', { ...preset, video_url: 'x.mp4' }, 'video_url'],
  ])(
    'fault 61: a preset that %s is told of, and so are its clips, until it is mended',
    async (_what, bad, why) => {
      const { drop, told, inbox, edits } = world();
      await drop('inbox/night/preset.json', bad);
      await drop('inbox/night/clip.mp4', 'bytes');
      expect(JSON.stringify(inbox.report('inbox/night/preset.json'))).toContain(why);
      expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({ status: 'rejected' });
      expect(told.map(({ file }) => file.key)).toEqual(['inbox/night/preset.json', 'inbox/night/clip.mp4']);
      await drop('inbox/night/preset.json', preset);
      expect(edits()).toHaveLength(1);
      expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({ status: 'accepted' });
    },
  );
});

describe('a manifest in the inbox', () => {
  it('is an edit of the files beside it, each of which says so', async () => {
    const { drop, edits, inbox } = world();
    await drop('inbox/a/clip.mp4', 'bytes');
    await drop('inbox/a/style.png', 'picture');
    await drop('inbox/a/x.edit.json', { ...manifest, image_urls: ['style.png'], metadata: { shot: '7' } });
    const [edit] = edits();
    const folder = `s3://results/uploads/${ownerFolder('studio')}/${edit?.editId ?? ''}`;
    expect(edit).toMatchObject({
      metadata: { shot: '7' },
      request: { videoUrl: `${folder}/1.mp4`, imageUrls: [`${folder}/2.png`] },
      origin: { key: 'inbox/a/x.edit.json' },
    });
    expect(inbox.report('inbox/a/x.edit.json')).toMatchObject({ status: 'accepted' });
    for (const key of ['inbox/a/clip.mp4', 'inbox/a/style.png']) {
      expect(inbox.report(key)).toMatchObject({ status: 'used', edit_id: edit?.editId });
    }
  });

  it('keeps its clip from being rejected for the want of a preset', async () => {
    const { drop, sweep, clock, told, inbox } = world();
    await drop('inbox/a/clip.mp4', 'bytes');
    await drop('inbox/a/x.edit.json', manifest);
    clock.advance(25 * hour);
    await sweep();
    expect(told).toEqual([]);
    expect(inbox.report('inbox/a/clip.mp4')).toMatchObject({ status: 'used' });
  });

  it('fault 61: keeps its clip from being paid for again by a preset that comes later, unless it is another clip', async () => {
    const { drop, edits } = world();
    await drop('inbox/a/clip.mp4', 'bytes');
    await drop('inbox/a/x.edit.json', manifest);
    await drop('inbox/a/preset.json', preset);
    expect(edits()).toHaveLength(1);
    await drop('inbox/a/clip.mp4', 'other bytes');
    expect(edits().map(({ origin }) => origin.type === 'inbox' && origin.key)).toEqual([
      'inbox/a/x.edit.json',
      'inbox/a/clip.mp4',
    ]);
  });

  it('fault 58: is the same edit again, and another one with another take', async () => {
    const { drop, edits } = world();
    await drop('inbox/a/clip.mp4', 'bytes');
    await drop('inbox/a/x.edit.json', manifest);
    await drop('inbox/a/x.edit.json', manifest);
    expect(edits()).toHaveLength(1);
    await drop('inbox/a/x.edit.json', { ...manifest, take: 2 });
    expect(edits()).toHaveLength(2);
    await drop('inbox/a/x.edit.json', { ...manifest, take: 2 });
    expect(edits()).toHaveLength(2);
  });

  it('waits a moment for what comes after it', async () => {
    const clock = fakeClock();
    const inbox = fakeInbox(clock);
    const { deps, edits } = world(undefined, {});
    const late = {
      ...deps,
      inbox,
      clock: {
        ...clock,
        sleep: async (milliseconds: number) => {
          await clock.sleep(milliseconds);
          if (clock.monotonic() >= 20_000) inbox.put('inbox/a/clip.mp4', 'bytes');
        },
      },
    };
    await acceptUpload(late)(inbox.put('inbox/a/x.edit.json', manifest));
    expect(edits()).toHaveLength(1);
    expect(clock.monotonic()).toBeLessThan(30_000);
  });

  it.each<[string, object | string, string, string]>([
    ['is not JSON', 'prompt: x', 'is not JSON', ''],
    ['is a list', '[]', 'is not valid', ''],
    ['has 10 MB', `{"prompt": "${'x'.repeat(10_000_000)}"}`, 'may have at most 65536 bytes', ''],
    ['has unknown fields', { ...manifest, seed: 1 }, 'is not valid', 'seed'],
    ['names a clip that is not there', manifest, 'names what cannot be had', 'video_url'],
    [
      'names a foreign bucket',
      { ...manifest, video_url: 's3://elsewhere/clip.mp4' },
      'cannot be had',
      'video_url',
    ],
    [
      'names an edit of somebody',
      { ...manifest, video_url: 's3://results/edits/x.mp4' },
      'cannot be had',
      'video_url',
    ],
    ['names what lies above it', { ...manifest, video_url: '../secret.mp4' }, 'is not valid', 'video_url'],
    ['names a root', { ...manifest, video_url: '/clip.mp4' }, 'is not valid', 'video_url'],
    ['has no such take', { ...manifest, take: 0 }, 'is not valid', 'take'],
  ])(
    'fault 61: that %s is rejected, with the reason, before anything is paid',
    async (_what, bad, why, path) => {
      const { drop, told, inbox, edits, workflow } = world();
      await drop('inbox/x.edit.json', bad);
      expect(told).toHaveLength(1);
      expect(told[0]?.message).toContain(why);
      expect(told[0]?.errors.map((error) => error.path).join()).toBe(path);
      expect(inbox.report('inbox/x.edit.json')).toMatchObject({
        status: 'rejected',
        message: told[0]?.message,
      });
      expect([edits(), workflow.started]).toEqual([[], []]);
    },
  );

  it('fault 61: is told of by the same id however often it is rejected', async () => {
    const { drop, told } = world();
    await drop('inbox/x.edit.json', '{');
    await drop('inbox/x.edit.json', '{');
    await drop('inbox/x.edit.json', '[');
    expect(told.map(({ id }) => id === told[0]?.id)).toEqual([true, true, false]);
  });

  it('fault 64: whose clip is not what the provider takes is rejected', async () => {
    const { drop, told, edits, inbox } = world({
      inputs: [],
      faults: [{ path: 'video_url', message: 'lasts 2 s, and must last 3 to 10.05 s', unreachable: false }],
    });
    await drop('inbox/a/clip.mp4', 'bytes');
    await drop('inbox/a/x.edit.json', manifest);
    expect(told).toMatchObject([
      { errors: [{ path: 'video_url', message: expect.stringContaining('lasts 2 s') }] },
    ]);
    expect(edits()).toEqual([]);
    expect(inbox.kept.size).toBe(0);
  });

  it('may name what the stage’s settings open to it', async () => {
    const { drop, edits, inbox } = world();
    await drop('inbox/x.edit.json', { ...manifest, video_url: 's3://footage/a.mp4' });
    expect(edits()).toMatchObject([{ request: { videoUrl: 's3://footage/a.mp4' } }]);
    expect(inbox.kept.size).toBe(0);
  });
});

describe('a file of the inbox', () => {
  it('fault 58: that was deleted before it was looked at is rejected, once it was dealt with it is not', async () => {
    const { accept, inbox, told, drop, edits } = world();
    const gone = inbox.put('inbox/night/clip.mp4', 'bytes');
    inbox.delete('inbox/night/clip.mp4');
    await accept(gone);
    expect(told).toMatchObject([{ message: 'It was deleted before it was looked at' }]);

    await drop('inbox/day/preset.json', preset);
    const done = inbox.put('inbox/day/clip.mp4', 'bytes');
    await accept(done);
    inbox.delete('inbox/day/clip.mp4');
    await accept(done);
    expect(told).toHaveLength(1);
    expect(edits()).toHaveLength(1);
    expect(inbox.report('inbox/day/clip.mp4')).toMatchObject({ status: 'accepted' });
  });

  it('fault 58: that was overwritten since its event is taken as it is now, once', async () => {
    const { accept, inbox, drop, edits } = world();
    await drop('inbox/night/preset.json', preset);
    const first = inbox.put('inbox/night/clip.mp4', 'first');
    const second = inbox.put('inbox/night/clip.mp4', 'second');
    await accept(second);
    await accept(first);
    expect(edits()).toMatchObject([{ origin: { etag: second.etag } }]);
    expect(edits()).toHaveLength(1);
  });

  it('fault 58: that is overwritten while it is looked at is left to the event of what is there now', async () => {
    const { deps, inbox, edits, told } = world();
    inbox.put('inbox/night/preset.json', preset);
    const file = inbox.put('inbox/night/clip.mp4', 'first');
    const overwriting = acceptUpload({
      ...deps,
      lookInto: async () => {
        inbox.put('inbox/night/clip.mp4', 'second');
        return { inputs: [], faults: [] };
      },
    });
    await overwriting(file);
    expect([edits(), told]).toEqual([[], []]);
  });

  it('that is nobody’s business is left alone', async () => {
    const { drop, inbox } = world();
    await drop('inbox/notes.txt', 'x');
    await drop('elsewhere/clip.mp4', 'x');
    expect(inbox.keys()).toEqual(['elsewhere/clip.mp4', 'inbox/notes.txt']);
  });

  it('that became an edit which waits for the budget is told so by the sweep, once', async () => {
    const { drop, deps, edits, clock, inbox, sweep } = world();
    await drop('inbox/a.edit.json', { ...manifest, video_url: 'https://example.com/clip.mp4' });
    expect(inbox.report('inbox/a.edit.json')).toMatchObject({ status: 'accepted' });
    clock.advance(60_000);
    const [record] = edits();
    if (record === undefined) throw new Error('there is no edit');
    await deps.edits.change(record, (current) =>
      changed(current, { waitingFor: 'budget', dueAt: clock.now() + hour }, clock.now()),
    );
    clock.advance(60_000);
    expect(await sweep()).toEqual({ accepted: 0, failed: 0, told: 1 });
    expect(inbox.report('inbox/a.edit.json')).toMatchObject({
      status: 'accepted',
      message: 'Accepted: it is sent when it is its turn. It waits for: budget.',
    });
    expect(await sweep()).toEqual({ accepted: 0, failed: 0, told: 0 });
  });

  it('that no event came for is found by the sweep, and then no more', async () => {
    const { inbox, sweep, clock, edits } = world();
    inbox.put('inbox/night/preset.json', preset);
    inbox.put('inbox/night/clip.mp4', 'bytes');
    expect(await sweep()).toEqual({ accepted: 0, failed: 0, told: 0 });
    clock.advance(hour);
    await sweep();
    expect(edits()).toHaveLength(1);
    expect(await sweep()).toEqual({ accepted: 0, failed: 0, told: 0 });
  });

  it('that cannot be dealt with does not keep the others waiting', async () => {
    const { inbox, clock, deps, edits } = world();
    for (const name of ['a', 'b']) {
      inbox.put(`inbox/${name}/preset.json`, preset);
      inbox.put(`inbox/${name}/clip.mp4`, name);
    }
    clock.advance(hour);
    const sweep = sweepInbox({
      ...deps,
      lookInto: async ({ videoUrl }) => {
        if (videoUrl.includes('/a/')) throw new Error('S3 is down');
        return { inputs: [], faults: [] };
      },
    });
    expect(await sweep()).toMatchObject({ failed: 2 });
    expect(edits()).toMatchObject([{ origin: { key: 'inbox/b/clip.mp4' } }]);
  });

  it('whose edit is on record is made sure of, where whoever recorded it died before the start', async () => {
    const { inbox, deps, edits, workflow } = world();
    inbox.put('inbox/night/preset.json', preset);
    const file = inbox.put('inbox/night/clip.mp4', 'bytes');
    const dying = acceptUpload({
      ...deps,
      inbox: {
        ...inbox,
        writeText: async () => {
          throw new Error('killed');
        },
      },
    });
    await expect(dying(file)).rejects.toThrow('killed');
    expect([edits().length, workflow.started.length]).toEqual([1, 0]);
    await acceptUpload(deps)(file);
    expect([edits().length, workflow.started.length]).toEqual([1, 1]);
    expect(inbox.report('inbox/night/clip.mp4')).toMatchObject({ status: 'accepted' });
  });
});
