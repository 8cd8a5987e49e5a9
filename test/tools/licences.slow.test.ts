import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { lockedPackages, readLock, type Locked } from '../../tools/licences/locked.ts';
import { notices } from '../../tools/licences/notices.ts';
import { licenceFault, type Use } from '../../tools/licences/policy.ts';
import { shippedPaths } from '../../tools/licences/shipped.ts';

const root = join(import.meta.dirname, '..', '..');

const under = (licence: string, name = 'some'): Locked => ({
  ...{ path: `node_modules/${name}`, name, version: '1.0.0', licence },
  ...{ dev: false, inBundle: false },
});

describe('a licence', () => {
  it.each<[string, Use]>([
    ['MIT', 'shipped'],
    ['(MIT OR GPL-3.0-or-later)', 'shipped'],
    ['Apache-2.0 AND MIT', 'shipped'],
    ['MPL-2.0', 'shipped'],
    ['CC-BY-4.0', 'development'],
  ])('%s lets a package be %s', (licence, use) => {
    expect(licenceFault(under(licence), use)).toBeUndefined();
  });

  it.each<[string, Use]>([
    ['GPL-3.0-only', 'shipped'],
    ['GPL-3.0-only', 'installed'],
    ['GPL-3.0-only', 'development'],
    ['MIT AND GPL-3.0-only', 'installed'],
    ['AGPL-3.0-only', 'development'],
    ['LGPL-2.1', 'installed'],
    ['BUSL-1.1', 'development'],
    ['CC-BY-4.0', 'shipped'],
    ['UNLICENSED', 'development'],
    ['SEE LICENSE IN LICENSE.md', 'development'],
    ['none', 'development'],
  ])('%s does not let a package be %s', (licence, use) => {
    expect(licenceFault(under(licence), use)).toContain(`some@1.0.0 is ${use} under ${licence}`);
  });

  it('of the program that the local edition runs does not let it be shipped', () => {
    const ffmpeg = under('GPLv3', '@ffmpeg-installer/linux-x64');
    expect(licenceFault(ffmpeg, 'installed')).toBeUndefined();
    expect(licenceFault(ffmpeg, 'shipped')).toContain('must not be shipped');
  });
});

describe('the packages of the lock file', () => {
  let locked: readonly Locked[];
  let shipped: ReadonlySet<string>;
  beforeAll(async () => {
    [locked, shipped] = await Promise.all([readLock(root), shippedPaths(root)]);
  }, 60_000);

  it('are used as their licences let them', () => {
    const faults = locked.flatMap((one) => {
      const installed = one.dev ? 'development' : 'installed';
      return licenceFault(one, shipped.has(one.path) ? 'shipped' : installed) ?? [];
    });
    expect(faults).toEqual([]);
  });

  it('are shipped where the bundler takes them, and only there', () => {
    expect([...shipped]).toEqual(
      expect.arrayContaining(['node_modules/mediabunny', 'node_modules/preact', 'node_modules/undici']),
    );
    expect([...shipped].filter((path) => /ffmpeg|fastify|dynalite|aws-cdk/u.test(path))).toEqual([]);
  });

  it('have their notices in THIRD_PARTY_NOTICES.md, if they are shipped: otherwise, npm run licences', async () => {
    const page = await readFile(join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8');
    const written = await notices(
      root,
      locked.filter(({ path }) => shipped.has(path)),
    );
    expect(page).toBe(written);
    expect(page).toMatch(/\| mediabunny \| [\d.]+ \| MPL-2\.0 \|/u);
    expect(page).toContain('https://github.com/Vanilagy/mediabunny');
    expect(page).toContain('Mozilla Public License Version 2.0');
  });
});

describe('the lock file', () => {
  it('is read by the names that packages are published under', () => {
    const lock = JSON.stringify({
      packages: {
        '': { version: '1.0.0' },
        'node_modules/a/node_modules/@b/c': { version: '2.0.0', license: 'ISC', dev: true },
        'node_modules/other-name': { name: 'real', version: '3.0.0' },
      },
    });
    expect(lockedPackages(lock)).toEqual([
      expect.objectContaining({ name: '@b/c', version: '2.0.0', licence: 'ISC', dev: true }),
      expect.objectContaining({ name: 'real', licence: 'none', dev: false }),
    ]);
  });
});
