import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { inboxKind, outputKey, reportKey, type InboxPlaces } from '../../lambdas/core/inbox.ts';
import { exampleOf } from '../docs/examples.ts';
import { root } from '../docs/pages.ts';

it('the folders that CONTRIBUTING.md lists are there', async () => {
  const text = await exampleOf('CONTRIBUTING.md', '', 'lambdas/contract');
  const named = text
    .split('\n')
    .flatMap((line) => (/^(\S+(?:, \S+)*) {2,}/u.exec(line)?.[1] ?? '').split(', '))
    .filter((folder) => folder !== '');
  expect(named.length).toBeGreaterThan(6);
  for (const folder of named.filter((name) => !name.includes('<'))) {
    expect((await stat(join(root, folder))).isDirectory()).toBe(true);
  }
});

it('docs/inbox.md shows what files are taken for, and what is told of them where', async () => {
  const places: InboxPlaces = { bucket: 'b', inboxPrefix: 'inbox/', outboxPrefix: 'outbox/' };
  const text = await exampleOf('docs/inbox.md', '', 'inbox/night/preset.json');
  const keys = [...text.matchAll(/^(?:in|out)box\/\S+/gmu)].map(([key]) => key);
  const dropped = keys.filter((key) => key.startsWith(places.inboxPrefix));
  expect(dropped.map((key) => inboxKind(key, places))).toEqual(['preset', 'clip', 'manifest', 'clip']);
  const [, clip = '', manifest = ''] = dropped;
  const told = [clip, manifest].flatMap((key) => [reportKey(key, places), outputKey(key, 1, 'mp4', places)]);
  expect(keys.filter((key) => !dropped.includes(key))).toEqual(told);
});
