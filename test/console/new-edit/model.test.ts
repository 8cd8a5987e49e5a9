import { describe, expect, it } from '@jest/globals';
import { ConnectionError, ProblemError } from '../../../client/client.ts';
import { withImages, withoutImage } from '../../../console/new-edit/arranging.ts';
import type { Model } from '../../../console/new-edit/model.ts';
import { usualTerms } from '../../../console/new-edit/terms.ts';
import { problems, type ProblemCode } from '../../../lambdas/contract/problem.ts';
import { aForm, clipFacts } from './a-form.ts';
import { aFile, aModel, edit } from './a-model.ts';

const lost = new ConnectionError('reset', { cause: undefined, requestMayHaveArrived: true });
const problem = (code: ProblemCode, errors: { path: string; message: string }[] = []) =>
  new ProblemError(
    { type: 'about:blank', ...problems[code], code, detail: 'Because.', errors },
    { retryAfterSeconds: undefined },
  );

/** Throws these one after the other, and then is an edit. */
const after =
  (...errors: Error[]) =>
  async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return edit;
  };

const fill = (model: Model): void => {
  model.change(() => aForm());
};
const say = (model: Model, prompt: string): void => {
  model.change((form) => ({ ...form, prompt }));
};
const paths = (model: Model) => model.shown.value.map(({ path }) => path);

describe('a form that is sent', () => {
  it('is an edit, and leaves an empty form', async () => {
    const { model, sent, kept } = aModel();
    fill(model);
    await expect(model.send()).resolves.toEqual({ is: 'sent', editId: 'ed_1' });
    expect(sent).toHaveLength(1);
    expect(model.form.value.prompt).toBe('');
    expect(kept()).toBeUndefined();
  });

  it('is sent once however often Send is pressed', async () => {
    const { model, sent } = aModel();
    fill(model);
    const [first, second] = await Promise.all([model.send(), model.send()]);
    expect([first.is, second.is]).toEqual(['sent', 'busy']);
    expect(sent).toHaveLength(1);
  });

  it('is not sent while something is missing, and says what from then on', async () => {
    const { model, sent } = aModel();
    say(model, 'make it blue');
    expect(paths(model)).toEqual([]);
    await expect(model.send()).resolves.toEqual({ is: 'faulty' });
    expect(paths(model)).toEqual(['video_url']);
    expect(sent).toEqual([]);
  });

  it('cannot be changed while it is under way', async () => {
    const answer = Promise.withResolvers<typeof edit>();
    const { model } = aModel({ create: async () => answer.promise });
    fill(model);
    const sending = model.send();
    await new Promise(setImmediate);
    expect(model.sending.value).toBe('posting');
    say(model, 'another');
    expect(model.form.value.prompt).toBe(aForm().prompt);
    answer.resolve(edit);
    await sending;
  });

  it('keeps its key before it leaves', async () => {
    const drafts: (string | undefined)[] = [];
    const { model, kept, sent } = aModel({
      create: async () => {
        drafts.push(kept());
        return edit;
      },
    });
    fill(model);
    await model.send();
    expect(JSON.parse(drafts[0] ?? '')).toMatchObject({ attempt: { key: sent[0]?.key, outcome: 'unknown' } });
  });
});

describe('the key of an edit', () => {
  it('is the same after a lost connection, changed or not', async () => {
    const { model, sent } = aModel({ create: after(lost, lost) });
    fill(model);
    await model.send();
    await model.send();
    say(model, 'another');
    await model.send();
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent).toHaveLength(3);
  });

  it('is the same after the page was loaded again', async () => {
    const first = aModel({ create: after(lost) });
    fill(first.model);
    await first.model.send();
    const { model, sent } = first.reloaded();
    expect(model.interrupted.value).toBe(true);
    await model.send();
    expect(sent[0]).toEqual(first.sent[0]);
  });

  it('is a new one once what was refused has changed', async () => {
    const { model, sent } = aModel({ create: after(problem('input_unusable'), problem('input_unusable')) });
    fill(model);
    await model.send();
    await model.send();
    say(model, 'another');
    await model.send();
    const [first, second, third] = sent.map(({ key }) => key);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('that belongs to another request is given up only when that is said', async () => {
    const { model, sent } = aModel({
      create: after(problem('idempotency_key_reused'), problem('idempotency_key_reused')),
    });
    fill(model);
    await model.send();
    await model.send();
    model.asAnother();
    await model.send();
    const [first, second, third] = sent.map(({ key }) => key);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('is a new one for the next edit', async () => {
    const { model, sent } = aModel();
    for (const prompt of ['one', 'two']) {
      model.change(() => aForm({ prompt }));
      await model.send();
    }
    expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
  });
});

describe('a refusal', () => {
  const message = 'cannot be fetched: 404';

  it('is told at its field until that changes', async () => {
    const { model } = aModel({
      create: after(problem('input_unreachable', [{ path: 'image_urls[0]', message }])),
    });
    fill(model);
    await expect(model.send()).resolves.toEqual({ is: 'refused' });
    expect(model.shown.value).toEqual([{ path: 'image_urls[0]', message }]);
    say(model, 'Put @Element1 into @Image1 by night');
    expect(paths(model)).toEqual(['image_urls[0]']);
    model.change((form) => ({
      ...form,
      images: [{ kind: 'address', id: 'x', address: 'https://example.com/x.png' }],
    }));
    expect(paths(model)).toEqual([]);
  });

  it('leaves everything that was typed', async () => {
    const { model } = aModel({ create: after(problem('internal')) });
    fill(model);
    await model.send();
    expect(model.form.value).toEqual(aForm());
  });
});

describe('a file', () => {
  const withClip = (model: Model) => {
    const clip = model.media.take(aFile('clip.mp4'), 'video');
    model.change(() => aForm({ clip }));
  };

  it('is uploaded once, however often the form is sent', async () => {
    const { model, put, sent } = aModel({ create: after(lost, lost) });
    withClip(model);
    await model.send();
    await model.send();
    await model.send();
    expect(put).toEqual(['clip.mp4']);
    expect(sent.map(({ request }) => request.video_url)).toEqual(Array(3).fill('s3://local/uploads/1'));
  });

  it('is uploaded again by the next press where that failed, and nothing else is', async () => {
    const failing = after(lost);
    const { model, put, sent } = aModel({
      put: async () => {
        await failing();
        return 's3://local/uploads/a';
      },
    });
    withClip(model);
    await expect(model.send()).resolves.toEqual({ is: 'faulty' });
    expect(model.shown.value).toEqual([
      { path: 'video_url', message: expect.stringContaining('the connection was lost') },
    ]);
    expect(sent).toEqual([]);
    await expect(model.send()).resolves.toMatchObject({ is: 'sent' });
    expect(put).toEqual(['clip.mp4', 'clip.mp4']);
  });

  it('that is not fit is not uploaded', async () => {
    const { model, put } = aModel({
      lookInto: async () => ({ is: 'seen', facts: { ...clipFacts, durationSeconds: 1 }, sizeBytes: 5 }),
    });
    withClip(model);
    await expect(model.send()).resolves.toEqual({ is: 'faulty' });
    expect(put).toEqual([]);
    expect(paths(model)).toEqual(['video_url']);
  });

  it('of which nobody knows anything is uploaded, for the server to look into', async () => {
    const { model, put } = aModel({ lookInto: async () => ({ is: 'unseen', why: 'No time' }) });
    withClip(model);
    await expect(model.send()).resolves.toMatchObject({ is: 'sent' });
    expect(put).toEqual(['clip.mp4']);
  });

  it('is not uploaded where nothing is', async () => {
    const { model, put } = aModel();
    model.terms.value = { ...usualTerms, uploads: false };
    withClip(model);
    await expect(model.send()).resolves.toEqual({ is: 'faulty' });
    expect(put).toEqual([]);
  });

  it('survives a reload once it is uploaded', async () => {
    const first = aModel({ create: after(lost) });
    withClip(first.model);
    await first.model.send();
    const { model, sent, put } = first.reloaded();
    await expect(model.send()).resolves.toMatchObject({ is: 'sent' });
    expect(sent[0]?.request.video_url).toBe('s3://local/uploads/1');
    expect(put).toEqual([]);
  });

  it('that a reload has lost is asked for again', () => {
    const first = aModel({ put: async () => Promise.withResolvers<string>().promise });
    withClip(first.model);
    const { model } = first.reloaded();
    expect(model.shown.value).toEqual([
      { path: 'video_url', message: expect.stringContaining('choose clip.mp4 again') },
    ]);
  });

  it('that is removed is no longer uploaded', async () => {
    const signals: AbortSignal[] = [];
    const { model } = aModel({
      put: async (_file, { signal }) => {
        signals.push(signal);
        return Promise.withResolvers<string>().promise;
      },
    });
    const image = model.media.take(aFile('image.png'), 'image');
    model.change((form) => withImages(form, [image]));
    await new Promise(setImmediate);
    model.change((form) => withoutImage(form, 0));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(model.media.uploads.value).toEqual({});
  });
});

describe('an address', () => {
  it('on the own server is looked into, and one elsewhere is left to the server', async () => {
    const { model } = aModel({
      readOwn: async (address) => (address.startsWith('http://127') ? new Blob(['bytes']) : undefined),
    });
    const clip = { kind: 'address', id: 'clip', address: 'http://127.0.0.1:4700/samples/a.mp4' } as const;
    model.change(() => aForm({ clip }));
    await new Promise(setImmediate);
    expect(model.media.looks.value['clip']?.is).toBe('seen');
    model.change((form) => ({ ...form, clip: { ...clip, address: 'https://example.com/a.mp4' } }));
    await new Promise(setImmediate);
    expect(model.media.looks.value['clip']?.is).toBe('unseen');
  });
});
