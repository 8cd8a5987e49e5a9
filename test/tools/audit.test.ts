import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { advisoriesIn, auditFaults, type Advisory, type Answer } from '../../tools/audit/advisories.ts';
import { answers } from '../../tools/audit/answers.ts';

const root = join(import.meta.dirname, '..', '..');

/** As npm 11 writes it: a package with an advisory of its own, and one that has it by another. */
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    'js-yaml': {
      name: 'js-yaml',
      severity: 'high',
      isDirect: false,
      via: [
        {
          source: 1109843,
          name: 'js-yaml',
          dependency: 'js-yaml',
          title: 'Quadratic CPU consumption',
          url: 'https://github.com/advisories/GHSA-5p4m-2wfm-xmqj',
          severity: 'high',
          cwe: [],
          cvss: { score: 7.5, vectorString: null },
          range: '<=3.15.0',
        },
      ],
      effects: ['@istanbuljs/load-nyc-config'],
      range: '<=3.15.0',
      nodes: ['node_modules/js-yaml'],
      fixAvailable: true,
    },
    '@istanbuljs/load-nyc-config': {
      name: '@istanbuljs/load-nyc-config',
      severity: 'high',
      isDirect: false,
      via: ['js-yaml'],
      effects: [],
      range: '*',
      nodes: ['node_modules/@istanbuljs/load-nyc-config'],
      fixAvailable: true,
    },
  },
  metadata: { vulnerabilities: { total: 2 } },
};
const refused = { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } };

describe('the report of npm audit', () => {
  it('names each advisory once, with the package that it is about', () => {
    expect(advisoriesIn(JSON.stringify(report))).toEqual([
      {
        id: 'GHSA-5p4m-2wfm-xmqj',
        package: 'js-yaml',
        severity: 'high',
        title: 'Quadratic CPU consumption',
        range: '<=3.15.0',
      },
    ]);
  });

  it('is empty where nothing is known, which is not what a registry that does not answer says', () => {
    expect(advisoriesIn('{"auditReportVersion": 2, "vulnerabilities": {}}')).toEqual([]);
    expect(advisoriesIn(JSON.stringify(refused))).toBeUndefined();
    expect(advisoriesIn('')).toBeUndefined();
  });
});

describe('the answers', () => {
  const found = advisoriesIn(JSON.stringify(report)) ?? [];
  const answer: Answer = {
    id: 'GHSA-5p4m-2wfm-xmqj',
    package: 'js-yaml',
    why: 'no YAML is read',
    until: '2027-01-31',
  };

  it.each<[string, readonly Advisory[], readonly Answer[], string[]]>([
    ['an advisory with its answer', found, [answer], []],
    ['nothing', [], [], []],
    [
      'an advisory without',
      found,
      [],
      ['GHSA-5p4m-2wfm-xmqj (high): js-yaml <=3.15.0: Quadratic CPU consumption'],
    ],
    [
      'an answer about another package',
      found,
      [{ ...answer, package: 'yaml' }],
      [
        expect.stringMatching(/\(high\)/u),
        'GHSA-5p4m-2wfm-xmqj: nothing asks for its answer any more',
      ] as string[],
    ],
    [
      'an answer too old',
      found,
      [{ ...answer, until: '2026-12-31' }],
      ['GHSA-5p4m-2wfm-xmqj: its answer was good until 2026-12-31'],
    ],
    ['an answer in vain', [], [answer], ['GHSA-5p4m-2wfm-xmqj: nothing asks for its answer any more']],
  ])('leave %s', (_what, advisories, given, left) => {
    expect(auditFaults(advisories, given, '2027-01-01')).toEqual(left);
  });

  it('of the project say why, and until when', () => {
    for (const { why, until } of answers) {
      expect(why.length).toBeGreaterThan(20);
      expect(until).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });
});

describe('npm run audit', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reshoot-audit-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs the tool with an `npm` that writes this. @returns how it ended */
  const audit = async (written: object): Promise<{ code: unknown; err: string }> => {
    const npm = join(folder, 'npm');
    await writeFile(npm, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(written)}\nEND\nexit 1\n`);
    await chmod(npm, 0o755);
    const env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) };
    return new Promise((resolve) => {
      execFile(process.execPath, [join(root, 'tools', 'audit.ts')], { env }, (error, _out, err) => {
        resolve({ code: error?.code ?? 0, err });
      });
    });
  };

  it('fails for an advisory without an answer', async () => {
    expect(await audit(report)).toEqual({ code: 1, err: expect.stringContaining('GHSA-5p4m-2wfm-xmqj') });
  });

  it('passes where nothing is known', async () => {
    expect(await audit({ vulnerabilities: {} })).toEqual({ code: 0, err: '' });
  });

  it('does not pass where the registry does not answer', async () => {
    expect(await audit(refused)).toEqual({ code: 2, err: expect.stringContaining('nothing is known') });
  });
});
