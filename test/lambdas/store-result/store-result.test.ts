import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { editSchema } from '../../../lambdas/contract/edit.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { DownloadFailed, EditNotFound } from '../../../lambdas/core/errors.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { InspectMedia } from '../../../lambdas/core/ports.ts';
import type { ResultSeen } from '../../../lambdas/core/provider.ts';
import { storeResult } from '../../../lambdas/store-result/store-result.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { fakeProvider, inTurn } from '../../fakes/provider.ts';
import { fakeDownloads, fakeInspect, fakeResults } from '../../fakes/results.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const input = { edit_id: id };
const video = Buffer.from('mp4 of a quiet sea of grass');
const sha256 = createHash('sha256').update(video).digest('hex');
const url = 'https://outputs.example/1.mp4?signature=1';
const succeeded: ResultSeen = { result: 'succeeded', outputs: [{ kind: 'video', url }], costUsd: 0.84 };
const killed = new Error('killed');

interface Scene {
  readonly record?: Partial<EditRecord>;
  readonly result?: () => ResultSeen;
  readonly downloads?: ReturnType<typeof fakeDownloads>;
  readonly results?: ReturnType<typeof fakeResults>;
  readonly inspect?: InspectMedia;
}

const storing = ({
  record = {},
  result = () => succeeded,
  downloads = fakeDownloads(() => video),
  results = fakeResults(),
  inspect = fakeInspect,
}: Scene = {}) => {
  const deps = {
    ...fakeDeps([anEdit({ status: 'storing', requestId: 'request-1', sentAt: start, ...record })], {
      provider: fakeProvider({ result }),
    }),
    downloads,
    results,
    inspect,
    meter: fakeMeter(),
  };
  return { ...deps, store: storeResult(deps), record: () => deps.edits.at(id) };
};

/** Stores again and again, each time when it was said, until something else than waiting comes next. */
const untilSettled = async ({ store, clock }: Pick<ReturnType<typeof storing>, 'store' | 'clock'>) => {
  const gaps: number[] = [];
  for (;;) {
    const step = await store(input);
    expect(Number.isInteger(step.seconds) && step.seconds >= 1).toBe(true);
    if (step.next !== 'wait') return { ...step, gaps };
    gaps.push(step.seconds);
    clock.advance(step.seconds * 1_000);
    if (gaps.length > 10_000) throw new Error('it tries for ever');
  }
};

const keys = (results: ReturnType<typeof fakeResults>) => [...results.objects.keys()].toSorted();

describe('StoreResult', () => {
  it.each<[string, ResultSeen]>([
    ['succeeded', succeeded],
    ['failed', { result: 'failed', message: 'no' }],
  ])('measures once how late it was seen that an edit had %s', async (_how, seen) => {
    let breaks = 2;
    const downloads = fakeDownloads(() => {
      breaks -= 1;
      if (breaks >= 0) throw new DownloadFailed('a reset');
      return video;
    });
    const scene = storing({
      record: { madeAt: start + 90_000 },
      result: () => ({ ...seen, finishedAt: start + 86_500 }),
      downloads,
    });
    await untilSettled(scene);
    await scene.store(input);
    expect(scene.meter.measured).toEqual([{ metric: 'DetectionLagSeconds', value: 3.5, editId: id }]);
  });

  it('measures no lateness where the provider does not say when it finished', async () => {
    const scene = storing({ record: { madeAt: start + 90_000 } });
    await scene.store(input);
    expect(scene.meter.measured).toEqual([]);
  });

  it('keeps the video, its measures and its story, and tells of it', async () => {
    const { store, record, results, notices } = storing();
    expect(await store(input)).toEqual({ next: 'done', seconds: 1 });
    const key = `edits/${id}/output.mp4`;
    expect(keys(results)).toEqual([`edits/${id}/edit.json`, key]);
    expect(results.objects.get(key)).toEqual(video);
    expect(record()).toMatchObject({
      status: 'completed',
      costUsd: 0.84,
      outputs: [
        {
          bucket: 'results',
          key,
          sizeBytes: video.length,
          sha256,
          contentType: 'video/mp4',
          width: 1_280,
          height: 720,
        },
      ],
      pendingNotices: [],
      dueAt: undefined,
    });
    expect(notices.types()).toEqual(['Edit Completed']);
  });

  it('tells how long the video will be, and looks into what it kept of its beginning and reads the rest in few pieces', async () => {
    const long = Buffer.concat([video, Buffer.alloc(3_000_000)]);
    const [sizes, reads]: [(number | undefined)[], number[][]] = [[], []];
    const fake = fakeResults();
    const results: typeof fake = {
      ...fake,
      write: async (key, body, contentType, sizeBytes) => {
        sizes.push(sizeBytes);
        await fake.write(key, body, contentType);
      },
      read: async (key, from, to) => {
        reads.push([from, to]);
        return fake.read(key, from, to);
      },
    };
    const { store } = storing({
      results,
      downloads: fakeDownloads(() => long),
      inspect: async (media, kind) => {
        for (const from of [3_000, 1_200_000, 2_500_000, 2_600_000, long.length - 10]) {
          expect(await media.read(from, from + 10)).toEqual(long.subarray(from, from + 10));
        }
        return fakeInspect(media, kind);
      },
    });
    expect(await store(input)).toEqual({ next: 'done', seconds: 1 });
    expect(sizes).toEqual([long.length]);
    expect(reads).toEqual([
      [1_200_000, 1_200_000 + 1_048_576],
      [2_500_000, long.length],
    ]);
  });

  it('writes a story that says what the record says, without what a signed address would open', async () => {
    const { store, results, record } = storing();
    await store(input);
    const text = results.objects.get(`edits/${id}/edit.json`)?.toString() ?? '';
    expect(text).not.toContain('signature');
    expect(editSchema.parse(JSON.parse(text))).toMatchObject({
      edit_id: id,
      status: 'completed',
      request: { video_url: 'https://example.com/clip.mp4' },
      outputs: [{ sha256 }],
      cost_usd: 0.84,
      finished_at: new Date(record().finishedAt ?? 0).toISOString(),
    });
  });

  it('keeps all that the provider made, each under its own name', async () => {
    const outputs = (['video', 'video', 'image'] as const).map((kind) => ({
      kind,
      url: `https://x/${kind}`,
    })) as never[];
    const { store, results, record } = storing({
      result: () => ({ result: 'succeeded', outputs }),
      downloads: fakeDownloads((from) => (from.endsWith('image') ? Buffer.from('png') : video)),
    });
    await store(input);
    const names = ['output.mp4', 'output-2.mp4', 'output-3.png'].map((name) => `edits/${id}/${name}`);
    expect(record().outputs.map(({ key }) => key)).toEqual(names);
    expect(keys(results)).toEqual([`edits/${id}/edit.json`, ...names].toSorted());
  });

  it.each<[Partial<EditRecord>, string]>([
    [{ status: 'completed' }, 'done'],
    [{ status: 'failed' }, 'announce'],
    [{ status: 'cancelled' }, 'announce'],
    [{ status: 'uncertain' }, 'announce'],
    [{ status: 'running' }, 'wait'],
    [{ requestId: undefined }, 'wait'],
  ])('asks nobody about an edit that is %o', async (record, next) => {
    const { store, provider } = storing({ record });
    expect(await store(input)).toMatchObject({ next });
    expect(provider.calls).toEqual([]);
  });

  it('does not know an edit that is not on record', async () => {
    await expect(storing().store({ edit_id: editId(9) })).rejects.toThrow(EditNotFound);
  });
});

describe('StoreResult and the result at the provider', () => {
  it('fault 37: ends a failed edit with the provider’s reason, told once', async () => {
    const { store, record, notices } = storing({
      result: () => ({ result: 'failed', message: 'no face was found', costUsd: 0.1 }),
    });
    expect(await store(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(await store(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(record()).toMatchObject({
      status: 'failed',
      costUsd: 0.1,
      error: { code: 'failed_at_provider', message: 'no face was found', retryable: false, billable: true },
    });
    expect(notices.types()).toEqual(['Edit Failed']);
  });

  it('ends an edit that turns out to be cancelled', async () => {
    const { store, record } = storing({ result: () => ({ result: 'cancelled' }) });
    expect(await store(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(record().status).toBe('cancelled');
  });

  it.each<[string, ResultSeen, string, number]>([
    ['no output', { result: 'succeeded', outputs: [] }, 'no_output', patience.noResults],
    ['nothing yet', { result: 'not_ready' }, 'no_result', patience.noResults],
    ['no such request', { result: 'unknown_request' }, 'result_expired', patience.unknownRequests],
  ])(
    'fault 38: asks again and again where the result is %s, then fails with the request’s id',
    async (_what, seen, code, times) => {
      const edit = storing({ result: () => seen });
      const { next, gaps } = await untilSettled(edit);
      expect(next).toBe('announce');
      expect(gaps).toHaveLength(times - 1);
      expect(edit.record()).toMatchObject({ status: 'failed', error: { code, billable: true } });
      expect(edit.record().error?.message).toContain('request-1');
      expect(edit.notices.types()).toEqual(['Edit Failed']);
    },
  );

  it('fault 38: stores a result that comes after it was not ready', async () => {
    const edit = storing({ result: inTurn<ResultSeen>({ result: 'not_ready' }, succeeded) });
    expect(await untilSettled(edit)).toMatchObject({ next: 'done', gaps: [2] });
  });

  it('fault 38: asks through a provider that is out of reach, for as long as it keeps the result', async () => {
    const edit = storing({ result: () => ({ result: 'unreachable', why: 'a 500' }) });
    const { next } = await untilSettled(edit);
    expect(next).toBe('announce');
    expect((edit.clock.now() - start) / 86_400_000).toBeGreaterThan(patience.retentionDays);
    expect(edit.record()).toMatchObject({ status: 'failed', error: { code: 'result_expired' } });
  });
});

describe('StoreResult and a copy that does not come off', () => {
  const broken = async function* brokenOff(): AsyncGenerator<Uint8Array> {
    yield video.subarray(0, 5);
    throw new DownloadFailed('the stream broke');
  };

  it.each<[number, string, Parameters<typeof fakeDownloads>[0]]>([
    [41, 'breaks off', () => ({ body: broken(), sizeBytes: video.length })],
    [
      42,
      'cannot be opened',
      () => {
        throw new DownloadFailed('no answer in time');
      },
    ],
    [43, 'is shorter than announced', () => ({ body: once(video.subarray(0, 9)), sizeBytes: video.length })],
  ])('fault %i: copies a body again that %s, and then the whole of it', async (_number, _what, open) => {
    let times = 0;
    const edit = storing({
      downloads: fakeDownloads((from) => {
        times += 1;
        return times <= 6 ? open(from) : video;
      }),
    });
    expect(await untilSettled(edit)).toMatchObject({ next: 'done', gaps: [2, 4, 8, 16, 32, 64] });
    expect(edit.record()).toMatchObject({ status: 'completed', outputs: [{ sha256 }] });
    expect(edit.log.lines).toEqual(Array(6).fill('warn: an output could not be stored'));
  });

  it.each([
    [43, 'has 0 bytes', ''],
    [44, 'is a page of HTML', '<html>Not found</html>'],
    [44, 'is JSON', '{"error":"expired"}'],
  ])('fault %i: publishes nothing of what %s, and fails after a few tries', async (_number, _what, body) => {
    const edit = storing({ downloads: fakeDownloads(() => Buffer.from(body)) });
    const { next, gaps } = await untilSettled(edit);
    expect(next).toBe('announce');
    expect(gaps).toHaveLength(patience.unusableOutputs - 1);
    expect(keys(edit.results).filter((key) => key.startsWith('edits/'))).toEqual([]);
    expect(edit.record()).toMatchObject({
      status: 'failed',
      outputs: [],
      error: { code: 'unusable_output', retryable: false, billable: true },
    });
    expect(edit.record().error?.message).toContain('request-1');
  });

  it('fault 44: takes a usable video although copies of it broke off before, and one was unusable', async () => {
    let times = 0;
    const edit = storing({
      downloads: fakeDownloads(() => {
        times += 1;
        if (times <= 5) throw new DownloadFailed('the stream broke');
        return times === 6 ? Buffer.from('<html>Not now</html>') : video;
      }),
    });
    expect(await untilSettled(edit)).toMatchObject({ next: 'done' });
    expect(edit.record().status).toBe('completed');
  });

  it('fault 45: reads the result anew after an address that has expired', async () => {
    const fresh = 'https://outputs.example/1.mp4?signature=2';
    const edit = storing({
      result: inTurn<ResultSeen>(succeeded, {
        result: 'succeeded',
        outputs: [{ kind: 'video', url: fresh }],
      }),
      downloads: fakeDownloads((from) => {
        if (from === url) throw new DownloadFailed('answered 403', { statusCode: 403 });
        return video;
      }),
    });
    expect(await untilSettled(edit)).toMatchObject({ next: 'done', gaps: [2] });
    // The third asks for the cost, which the first two did not tell.
    expect(edit.provider.calls).toEqual(Array.from({ length: 3 }, () => 'result request-1'));
    expect(edit.downloads.opened).toEqual([url, fresh]);
  });

  it.each(['write', 'writeText', 'publish'])(
    'fault 46: throws while %s fails, changes nothing, and stores once it works again',
    async (broken) => {
      let down = true;
      const edit = storing({
        results: fakeResults((call) => {
          if (call === broken && down) throw new Error('SlowDown');
        }),
      });
      for (let times = 1; times <= 5; times += 1) await expect(edit.store(input)).rejects.toThrow('SlowDown');
      expect(edit.record()).toMatchObject({ status: 'storing', sequence: 1 });
      down = false;
      expect(await edit.store(input)).toMatchObject({ next: 'done' });
      expect(edit.record()).toMatchObject({ status: 'completed', outputs: [{ sha256 }] });
    },
  );
});

describe('StoreResult killed', () => {
  const completedAt = (edit: ReturnType<typeof storing>) => ({
    objects: Object.fromEntries(
      [...edit.results.objects]
        .filter(([key]) => key.endsWith('.mp4'))
        .map(([key, body]) => [key, body.toString()]),
    ),
    notices: [...new Set(edit.notices.told.map(({ id: noticeId }) => noticeId))],
    types: [...new Set(edit.notices.types())],
    outputs: edit.record().outputs,
  });
  const expected = async () => {
    const edit = storing();
    await edit.store(input);
    return completedAt(edit);
  };

  it.each(['write', 'publish', 'writeText'])(
    'fault 47: at %s, ends in the same object and the same notice',
    async (point) => {
      let dying = true;
      const edit = storing({
        results: fakeResults((call) => {
          if (call === point && dying) throw killed;
        }),
      });
      await expect(edit.store(input)).rejects.toThrow(killed);
      dying = false;
      await edit.store(input);
      expect(completedAt(edit)).toEqual(await expected());
      expect(edit.notices.told).toHaveLength(1);
    },
  );

  it('fault 47: in mid-copy, publishes nothing then and the same object later', async () => {
    let dying = true;
    const halfway = async function* halfway(): AsyncGenerator<Uint8Array> {
      yield video.subarray(0, 5);
      throw killed;
    };
    const edit = storing({ downloads: fakeDownloads(() => (dying ? { body: halfway() } : video)) });
    await expect(edit.store(input)).rejects.toThrow(killed);
    expect(keys(edit.results)).toEqual([]);
    dying = false;
    await edit.store(input);
    expect(completedAt(edit)).toEqual(await expected());
  });

  it('fault 47: after the object and before the record, ends in the same object and the same notice', async () => {
    const edit = storing();
    const dying = {
      ...edit.edits,
      change: async (...change: Parameters<typeof edit.edits.change>) => {
        // The decision to copy changes nothing; the end does.
        const [record, decide] = change;
        if (decide(record)?.status === 'completed') throw killed;
        return edit.edits.change(...change);
      },
    };
    await expect(storeResult({ ...edit, edits: dying })(input)).rejects.toThrow(killed);
    expect(edit.results.objects.get(`edits/${id}/output.mp4`)).toEqual(video);
    expect(edit.record().status).toBe('storing');
    await edit.store(input);
    expect(completedAt(edit)).toEqual(await expected());
    expect(edit.notices.told).toHaveLength(1);
  });

  it('fault 47: after the record and before the event, tells of it under the same id', async () => {
    const edit = storing();
    const mute = {
      ...edit.notices,
      send: () => {
        throw killed;
      },
    };
    expect(await storeResult({ ...edit, notices: mute })(input)).toMatchObject({ next: 'done' });
    expect(edit.record()).toMatchObject({ status: 'completed', dueAt: edit.clock.now() });
    expect(await edit.store(input)).toMatchObject({ next: 'done' });
    expect(completedAt(edit)).toEqual(await expected());
    expect(edit.record()).toMatchObject({ pendingNotices: [], dueAt: undefined });
  });

  it('fault 47: by two at once, ends in one edit, told once', async () => {
    const edit = storing();
    await Promise.all(
      [edit.store(input), edit.store(input)].map(async (step) => step.catch(() => undefined)),
    );
    expect(completedAt(edit)).toEqual(await expected());
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
