import { describe, expect, it } from '@jest/globals';
import type { ListQuery } from '../../client/client.ts';
import { editList } from '../../console/list/edit-list.ts';
import { isFound, merged } from '../../console/list/merge.ts';
import type { EditBody, EditPageBody } from '../../lambdas/contract/edit.ts';
import { anEditBody, timeAfter } from './an-edit-body.ts';

const edit = (name: string, seconds: number, facts: Partial<EditBody> = {}) =>
  anEditBody({
    edit_id: `ed_${name.padEnd(26, 'a')}`,
    created_at: timeAfter(seconds),
    status: 'completed',
    ...facts,
  });

const names = (edits: readonly EditBody[] | undefined) =>
  edits?.map(({ edit_id: id }) => id.slice(3).replace(/a+$/u, ''));

const served = (pages: readonly EditPageBody[], looks: readonly EditBody[] = []) => {
  const asked: (ListQuery | string)[] = [];
  const left = [...pages];
  return {
    asked,
    edits: {
      list: async (query: ListQuery = {}) => {
        asked.push(query);
        const page = left.shift();
        if (page === undefined) throw new Error('asked for a page too many');
        return page;
      },
      get: async (id: string) => {
        asked.push(id);
        const found = looks.find((look) => look.edit_id === id);
        if (found === undefined) throw new Error(`asked for ${id}`);
        return found;
      },
    },
  };
};

const { signal } = new AbortController();

describe('the list of edits', () => {
  it('knows of none before the first answer', () => {
    expect(editList({ edits: served([]).edits, signal }).edits.value).toBeUndefined();
  });

  it('puts older ones behind, page by page', async () => {
    const api = served([
      { edits: [edit('d', 40), edit('c', 30)], cursor: 'first' },
      { edits: [edit('b', 20)], cursor: 'second' },
      { edits: [edit('e', 50), edit('d', 40)], cursor: 'newer' },
    ]);
    const list = editList({ edits: api.edits, signal });
    await list.refresh();
    await list.older();
    await list.refresh();
    expect(names(list.edits.value)).toEqual(['e', 'd', 'c', 'b']);
    expect(list.more.value).toBe(true);
    expect(api.asked).toMatchObject([{ limit: 20 }, { cursor: 'first' }, { limit: 20 }]);
  });

  it('looks again at what is under way beyond the newest', async () => {
    const old = edit('b', 20, { status: 'running' });
    const done = edit('b', 20, { status: 'completed', sequence: 2 });
    const api = served(
      [
        { edits: [edit('c', 30)], cursor: 'first' },
        { edits: [old] },
        { edits: [edit('c', 30)], cursor: 'first' },
      ],
      [done],
    );
    const list = editList({ edits: api.edits, signal });
    await list.refresh();
    await list.older();
    await list.refresh();
    expect(list.edits.value?.[1]?.status).toBe('completed');
    expect(list.more.value).toBe(false);
  });

  it('lets go of what no longer has the status that is looked for', async () => {
    const api = served(
      [{ edits: [edit('b', 20, { status: 'running' })] }, { edits: [] }],
      [edit('b', 20, { status: 'storing', sequence: 2 })],
    );
    const list = editList({ edits: api.edits, status: 'running', signal });
    await list.refresh();
    await list.refresh();
    expect(list.edits.value).toEqual([]);
  });

  it('begins anew where so many came that some may lie between', async () => {
    const api = served([
      { edits: [edit('a', 10)], cursor: 'x' },
      { edits: [edit('z', 90)], cursor: 'y' },
    ]);
    const list = editList({ edits: api.edits, signal });
    await list.refresh();
    await list.refresh();
    expect(names(list.edits.value)).toEqual(['z']);
    expect(list.more.value).toBe(true);
  });

  it('keeps what it has where a look fails', async () => {
    const api = served([{ edits: [edit('b', 20)] }]);
    const list = editList({ edits: api.edits, signal });
    await list.refresh();
    await expect(list.refresh()).rejects.toThrow('a page too many');
    expect(names(list.edits.value)).toEqual(['b']);
  });
});

describe('edits seen again', () => {
  it('do not go back to what they were', () => {
    const known = edit('b', 20, { sequence: 5 });
    expect(merged([known], [edit('b', 20, { sequence: 4, status: 'storing' })])).toEqual([known]);
  });

  it('are the newer look where nothing changed but what is left', () => {
    const again = edit('b', 20, { eta_seconds: { p50: 3, p90: 5 } });
    expect(merged([edit('b', 20)], [again])).toEqual([again]);
  });
});

describe('finding edits', () => {
  const found = edit('b', 20, { metadata: { project: 'Night shift' }, provider_request_id: 'r-42' });

  it.each([
    ['', true],
    ['  ', true],
    ['make NIGHT', true],
    ['r-42', true],
    ['shift project', true],
    ['day', false],
    ['night day', false],
  ])('by %j: %j', (text, is) => {
    expect(isFound(found, text)).toBe(is);
  });
});
