import { describe, expect, it } from '@jest/globals';
import type { Client, EditBody, EditRequestInput } from '../../client/client.ts';
import { sendEdit, type ReadyEdit, type SendDeps } from '../../cli/edits/send-edit.ts';
import type { JournalEntry } from '../../cli/journal/journal.ts';
import { aProblem, anEdit, anEditId } from './an-edit.ts';

const noon = Date.parse('2026-11-25T12:00:00.000Z');
const hours = 3_600_000;
const killed = new Error('killed');

const file = {
  kind: 'file',
  sha256: 'abc',
  file: { path: '/clip.mp4', type: 'video/mp4', blob: new Blob(['clip']) },
} as const;
const ready: ReadyEdit = {
  api: 'https://api.example',
  derivedKey: 'derived',
  asked: { clip: file, prompt: 'A blue night', images: [file], elements: [], keepAudio: false, take: 1 },
};

interface Taken {
  readonly key: string;
  readonly body: string;
}

/** An API that keeps edits by their key, a journal that a kill leaves as it is, and a moment at which the kill comes. */
const world = () => {
  let uploads = 0;
  let now = noon;
  let killBefore: string | undefined;
  const at = (moment: string): void => {
    if (killBefore === moment) throw killed;
  };
  const entries = new Map<string, JournalEntry>();
  const taken: Taken[] = [];
  const dead = new Set<string>();
  const edit = (more: Partial<EditBody> = {}) => anEdit({ created_at: new Date(now).toISOString(), ...more });
  let current = edit();
  const create = async (request: EditRequestInput, options: { idempotencyKey?: string | undefined } = {}) => {
    at('submit');
    const [key, body] = [options.idempotencyKey ?? '', JSON.stringify(request)];
    const before = taken.find((one) => one.key === key);
    if (before !== undefined && before.body !== body) throw aProblem('idempotency_key_reused', anEditId);
    if (before === undefined && dead.has(request.video_url)) throw aProblem('input_unreachable');
    if (before === undefined) {
      taken.push({ key, body });
      current = edit();
    }
    at('answer');
    return current;
  };
  const client = {
    edits: { create, get: async () => current },
    uploads: {
      put: async () => {
        at('upload');
        uploads += 1;
        return `s3://bucket/uploads/${uploads}.mp4`;
      },
    },
  } as unknown as Client;
  const deps: SendDeps = {
    client,
    journal: {
      read: async (api, key) => entries.get(`${api} ${key}`),
      write: async (entry) => {
        at(entry.edit_id === undefined ? 'write uploads' : 'write edit');
        entries.set(`${entry.api} ${entry.key}`, entry);
      },
    },
    now: () => now,
    signal: new AbortController().signal,
  };
  return {
    deps,
    taken,
    entries,
    dead,
    uploads: () => uploads,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    killBefore: (moment: string | undefined) => {
      killBefore = moment;
    },
  };
};

describe('an edit that is sent', () => {
  it('uploads each file once, and knows the edit the next time', async () => {
    const { deps, uploads, taken } = world();
    expect(await sendEdit(ready, deps)).toMatchObject({ edit: { edit_id: anEditId }, again: false });
    expect(await sendEdit(ready, deps)).toMatchObject({ edit: { edit_id: anEditId }, again: true });
    expect([uploads(), taken.length]).toEqual([1, 1]);
    expect(taken[0]?.key).toBe('derived');
  });

  it.each([
    ['upload', 1, false],
    ['write uploads', 2, false],
    ['submit', 1, false],
    ['answer', 1, true],
    ['write edit', 1, true],
  ])('is one edit when the program is killed before: %s', async (moment, uploaded, again) => {
    const { deps, killBefore, taken, uploads, later } = world();
    killBefore(moment);
    await expect(sendEdit(ready, deps)).rejects.toBe(killed);
    killBefore(undefined);
    later(60_000);
    expect(await sendEdit(ready, deps)).toMatchObject({ edit: { edit_id: anEditId }, again });
    expect([taken.length, uploads()]).toEqual([1, uploaded]);
  });

  it('is found again where the journal was lost: the refusal of other addresses names it', async () => {
    const { deps, entries, taken } = world();
    await sendEdit(ready, deps);
    entries.clear();
    expect(await sendEdit(ready, deps)).toMatchObject({ edit: { edit_id: anEditId }, again: true });
    expect(taken).toHaveLength(1);
    expect([...entries.values()]).toEqual([expect.objectContaining({ edit_id: anEditId })]);
  });

  it('is one edit when two send it at once', async () => {
    const { deps, taken } = world();
    const both = await Promise.all([sendEdit(ready, deps), sendEdit(ready, deps)]);
    expect(both.map(({ edit }) => edit.edit_id)).toEqual([anEditId, anEditId]);
    expect(taken).toHaveLength(1);
  });

  it('uploads anew what was uploaded too long ago to wait for its turn', async () => {
    const { deps, killBefore, uploads, later } = world();
    killBefore('submit');
    await expect(sendEdit(ready, deps)).rejects.toBe(killed);
    killBefore(undefined);
    later(7 * hours);
    await sendEdit(ready, deps);
    expect(uploads()).toBe(2);
  });

  it('uploads anew, once, what is gone by now', async () => {
    const { deps, killBefore, uploads, dead, taken } = world();
    killBefore('submit');
    await expect(sendEdit(ready, deps)).rejects.toBe(killed);
    killBefore(undefined);
    dead.add('s3://bucket/uploads/1.mp4');
    expect(await sendEdit(ready, deps)).toMatchObject({ edit: { edit_id: anEditId } });
    expect([uploads(), taken.length]).toEqual([2, 1]);
  });

  it('fails at the first refusal where nothing was uploaded before', async () => {
    const { deps, uploads, dead } = world();
    dead.add('s3://bucket/uploads/1.mp4');
    await expect(sendEdit(ready, deps)).rejects.toMatchObject({ code: 'input_unreachable' });
    expect(uploads()).toBe(1);
  });

  it('ends as failed, and not as an error, where the provider rejected it', async () => {
    const { deps, entries } = world();
    const rejected = anEdit({ status: 'failed' });
    const client = {
      uploads: deps.client.uploads,
      edits: {
        create: async () => {
          throw aProblem('rejected_by_provider', anEditId);
        },
        get: async () => rejected,
      },
    } as unknown as Client;
    expect(await sendEdit(ready, { ...deps, client })).toEqual({ edit: rejected, again: false });
    expect([...entries.values()]).toEqual([expect.objectContaining({ edit_id: anEditId })]);
  });

  it('fails, and is not sent again, where the API does not know it any more', async () => {
    const { deps, taken } = world();
    await sendEdit(ready, deps);
    const client = {
      ...deps.client,
      edits: {
        ...deps.client.edits,
        get: async () => {
          throw aProblem('not_found');
        },
      },
    };
    await expect(sendEdit(ready, { ...deps, client })).rejects.toMatchObject({
      exit: 'not_found',
      editId: anEditId,
      next: expect.stringContaining('--take'),
    });
    expect(taken).toHaveLength(1);
  });
});

describe('a key that somebody chose', () => {
  const chosen = { ...ready, chosenKey: 'mine' };

  it('is the one that is sent', async () => {
    const { deps, taken } = world();
    await sendEdit(chosen, deps);
    await sendEdit(chosen, deps);
    expect(taken.map(({ key }) => key)).toEqual(['mine']);
  });

  it('fails for another edit than it was used for from here', async () => {
    const { deps } = world();
    await sendEdit(chosen, deps);
    const other = { ...chosen, derivedKey: 'another edit' };
    await expect(sendEdit(other, deps)).rejects.toMatchObject({ exit: 'usage', editId: anEditId });
  });

  it('fails where the journal was lost, because it may stand for anything, and names the edit', async () => {
    const { deps, entries } = world();
    await sendEdit(chosen, deps);
    entries.clear();
    await expect(sendEdit(chosen, deps)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
      editId: anEditId,
      next: expect.stringContaining(`reshoot watch ${anEditId}`),
    });
  });
});
