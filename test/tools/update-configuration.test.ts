import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');
const file = async (path: string) => readFile(join(root, path), 'utf8');

// What this project uses of https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference
const days = z.strictObject({ 'default-days': z.int().min(1).max(90) });
const ignored = z.strictObject({ 'dependency-name': z.string(), versions: z.array(z.string()).min(1) });
const updateSchema = z.strictObject({
  'package-ecosystem': z.enum(['npm', 'pip', 'github-actions']),
  directory: z.string().regex(/^\//u),
  schedule: z.strictObject({ interval: z.enum(['daily', 'weekly', 'monthly']) }),
  cooldown: days.optional(),
  'open-pull-requests-limit': z.int().positive().optional(),
  ignore: z.array(ignored).optional(),
  groups: z.record(z.string(), z.strictObject({ patterns: z.array(z.string()).min(1) })).optional(),
});
const dependabotSchema = z.strictObject({ version: z.literal(2), updates: z.array(updateSchema) });
type Update = z.output<typeof updateSchema>;

// A star stands at the end of a pattern, here.
const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

describe('the update configuration', () => {
  let updates: readonly Update[];
  let packages: readonly string[];
  const npm = (): Partial<Update> => updates.find((one) => one['package-ecosystem'] === 'npm') ?? {};
  /** The group that a package is updated with: the first that names it. */
  const groupOf = (name: string): string | undefined =>
    Object.entries(npm().groups ?? {}).find(([, { patterns }]) =>
      patterns.some((one) => fits(one, name)),
    )?.[0];

  beforeAll(async () => {
    ({ updates } = dependabotSchema.parse(parse(await file('.github/dependabot.yml'))));
    const { dependencies, devDependencies } = JSON.parse(await file('package.json')) as Record<
      string,
      object
    >;
    packages = Object.keys({ ...dependencies, ...devDependencies });
  });

  it('looks where packages are asked for', () => {
    const places = { npm: 'package.json', pip: 'requirements.txt', 'github-actions': '.github/workflows' };
    expect(updates.map((one) => one['package-ecosystem'])).toEqual(Object.keys(places));
    for (const { directory, 'package-ecosystem': kind } of updates)
      expect([kind, existsSync(join(root, directory, places[kind]))]).toEqual([kind, true]);
  });

  it('moves the CDK command and the library together', () => {
    expect(['aws-cdk', 'aws-cdk-lib', 'constructs', 'cdk-nag'].map(groupOf)).toEqual(Array(4).fill('cdk'));
    expect(npm().ignore).toContainEqual({ 'dependency-name': 'aws-cdk', versions: ['>=3'] });
  });

  it('moves what is of one house together', () => {
    const together = {
      '@aws-sdk/': 'aws-sdk',
      '@aws-lambda-powertools/': 'powertools',
      '@fastify/': 'local-edition',
    };
    for (const [house, group] of Object.entries(together)) {
      const ofHouse = packages.filter((name) => name.startsWith(house));
      expect(ofHouse.length).toBeGreaterThan(0);
      expect(ofHouse.map(groupOf)).toEqual(ofHouse.map(() => group));
    }
  });

  it('names no package that is not there', () => {
    const patterns = Object.values(npm().groups ?? {}).flatMap((group) => group.patterns);
    const names = [
      ...patterns.filter((one) => !one.includes('*')),
      ...(npm().ignore ?? []).map((one) => one['dependency-name']),
    ];
    expect(names.filter((name) => !packages.includes(name))).toEqual([]);
  });
});

describe('the workflows', () => {
  const stepSchema = z.union([
    z.strictObject({
      uses: z.string().regex(/^actions\/[a-z-]+@v\d+$/u),
      with: z.record(z.string(), z.unknown()),
    }),
    z.strictObject({ run: z.string() }),
  ]);
  const workflowSchema = z.strictObject({
    name: z.string(),
    on: z.record(z.string(), z.unknown()),
    permissions: z.strictObject({ contents: z.literal('read') }),
    concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
    jobs: z.record(
      z.string(),
      z.strictObject({ 'runs-on': z.string(), 'timeout-minutes': z.int(), steps: z.array(stepSchema) }),
    ),
  });

  it('may read the repository and nothing else, and run what is there', async () => {
    const names = await readdir(join(root, '.github', 'workflows'));
    const runs: string[] = [];
    for (const name of names) {
      const { jobs } = workflowSchema.parse(parse(await file(`.github/workflows/${name}`)));
      for (const { steps } of Object.values(jobs))
        runs.push(...steps.flatMap((step) => ('run' in step ? step.run : [])));
    }
    const { scripts } = JSON.parse(await file('package.json')) as { scripts: Record<string, string> };
    expect(runs).toEqual(expect.arrayContaining(['bash .ci/run', 'npm run audit']));
    for (const run of runs) {
      const script = /^npm run (?<script>\S+)/u.exec(run)?.groups?.['script'];
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
    }
  });
});
