import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { lockedPackages, type Locked } from '../../tools/licences/locked.ts';

const root = join(import.meta.dirname, '..', '..');
const parts = ['dependencies', 'devDependencies', 'peerDependencies', 'engines', 'bin', 'license'] as const;
type Manifest = Partial<Record<(typeof parts)[number], unknown>>;

describe('package-lock.json', () => {
  let lock: string;
  let locked: readonly Locked[];
  let manifest: Manifest;
  beforeAll(async () => {
    const file = async (name: string) => readFile(join(root, name), 'utf8');
    lock = await file('package-lock.json');
    locked = lockedPackages(lock);
    manifest = JSON.parse(await file('package.json')) as Manifest;
  });

  it('is of the packages that package.json asks for', () => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, Manifest> };
    for (const part of parts) expect([part, packages['']?.[part]]).toEqual([part, manifest[part]]);
  });

  it('has a checksum of every package, of every platform', () => {
    const without = locked.filter(
      ({ integrity, inBundle }) => !inBundle && !(integrity ?? '').startsWith('sha512-'),
    );
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('names no registry: what is installed comes from the one that whoever installs is set up for', () => {
    expect(locked.flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
    expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/u);
  });

  it('pins what the project itself asks for to one version each', () => {
    const { dependencies, devDependencies } = manifest as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/u.test(version),
    );
    expect(loose).toEqual([]);
  });
});
