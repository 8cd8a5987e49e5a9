import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ofType, words } from '../lib/stage-template.ts';
import { freshConsumer, node22, packInto, pageOf, type Consumer, type Page } from './consumer.ts';
import { killPrograms, runFile } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const minutes = 60_000;
// As `cdk init` has it, but for `skipLibCheck`. What the libraries name: Disposable (aws-cdk-lib), URL (zod).
const language = {
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable', 'dom'],
  module: 'nodenext',
  types: [],
};

afterEach(killPrograms);

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-package-'));
  tarball = await packInto(folder);
  await run('tar', ['-xzf', tarball, '-C', folder]);
  // What npm would install beside it.
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}, 3 * minutes);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the package that npm pack makes', () => {
  it('gives the contract and the construct to who imports them', async () => {
    const script = `
      import { editRequestSchema } from 'reshoot/contract/edit-request';
      import { deployedUrls } from 'reshoot/contract/urls';
      import { VideoEditWorkflow } from 'reshoot/video-edit-workflow';
      const fault = editRequestSchema(deployedUrls).safeParse({ prompt: '' });
      console.log(fault.success, typeof VideoEditWorkflow);`;
    const library = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: join(folder, 'package'),
    });
    expect(library.stdout).toBe('false function\n');
  });

  it('runs compiled on Node.js 22, without the project around it', async () => {
    const bin = join(folder, 'package', 'bin', 'reshoot.cjs');
    const node = await node22();
    const edition = runFile(bin, ['start', '--port', '0', '--data', join(folder, 'data')], {}, node);
    const url = await edition.line(/listening on (\S+)/u);
    const out = join(folder, 'output.mp4');
    const clip = ['edit', `${url}/samples/input-1-1.mp4`, '--prompt', 'On another Node.js', '--out', out];
    const env = { RESHOOT_API: url, RESHOOT_STATE: join(folder, 'state') };
    const edit = await runFile(bin, [...clip, '--json'], env, node).ended;
    expect(edit).toMatchObject({ code: 0, err: '' });
    const brought = JSON.parse(edit.out) as { edit: { edit_id: string } };
    expect(brought).toMatchObject({ edit: { status: 'completed' }, files: [out] });
    expect((await stat(out)).size).toBeGreaterThan(10_000);
    for (const place of [`/edits/${brought.edit.edit_id}`, '/docs']) {
      const page = await fetch(url + place);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const assets = [...(await page.text()).matchAll(/(?<=(?:src|href)=")\/(?:console|docs)\/[^"]+/gu)].map(
        ([path]) => path,
      );
      expect(assets.length).toBeGreaterThan(1);
      for (const path of assets) expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 200]);
    }
    await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0, err: '' });
  }, 180_000);

  it('deploys the functions that are bundled in it', async () => {
    const [dist, app] = [join(folder, 'package', 'dist'), join(folder, 'app')];
    await run(process.execPath, [join(dist, 'bin', 'app.js')], { env: { ...process.env, CDK_OUTDIR: app } });
    const code = async (path: string) => readFile(join(path, 'index.js'), 'utf8');
    const names = await readdir(join(dist, 'functions'));
    const bundled = await Promise.all(names.map(async (name) => code(join(dist, 'functions', name))));
    const assets = (await readdir(app)).filter((name) => name.startsWith('asset.'));
    const deployed = await Promise.all(assets.map(async (name) => code(join(app, name))));
    const sources = await readdir(join(root, 'lambdas'));
    const functions = sources.filter((name) => existsSync(join(root, 'lambdas', name, 'index.ts')));
    expect(names.toSorted()).toEqual(functions.toSorted());
    expect(deployed.toSorted()).toEqual(bundled.toSorted());
  }, 90_000);
});

describe('a CDK app in an empty folder, on Node.js 22', () => {
  let consumer: Consumer;
  let page: Page;
  beforeAll(async () => {
    [consumer, page] = await Promise.all([freshConsumer(tarball), pageOf('construct.md')]);
  }, 3 * minutes);
  afterAll(async () => consumer.remove());
  const inFolder = async (file: string) => readFile(join(consumer.folder, file), 'utf8');

  it('needs none of what this project is made with', async () => {
    expect(await consumer.shell('node --version')).toMatch(/^v22\./u);
    const { devDependencies = {} } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    // Others of ours come with libraries, in versions of their own.
    const tools = ['@swc/core', 'cdk-nag', 'esbuild', 'eslint', 'jest', 'prettier', 'typescript'];
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(tools));
    const there = tools.filter((name) => existsSync(join(consumer.folder, 'node_modules', name)));
    expect(there).toEqual([]);
  });

  it(
    'synthesises the code of its page, with the functions that are bundled in the package',
    async () => {
      const app = page.block('js', 'onCompleted');
      expect(app.split('\n').filter((line) => line !== '')).toHaveLength(10);
      await writeFile(join(consumer.folder, 'app.js'), `${app}${page.block('js', 'eventPattern')}`);
      await consumer.shell(page.block('sh', 'cdk synth').replace('cdk synth', 'cdk synth --quiet'));
      const template = Template.fromJSON(
        JSON.parse(await inFolder('cdk.out/Studio.template.json')) as object,
      );

      const code = async (path: string) => readFile(join(consumer.folder, path, 'index.js'), 'utf8');
      const ready = 'node_modules/reshoot/dist/functions';
      const names = await readdir(join(consumer.folder, ready));
      const bundled = await Promise.all(names.map(async (name) => code(join(ready, name))));
      const assets = (await readdir(join(consumer.folder, 'cdk.out'))).filter((name) =>
        name.startsWith('asset.'),
      );
      const ours = await Promise.all(assets.map(async (name) => code(join('cdk.out', name)).catch(() => '')));
      expect(ours.filter((text) => text !== '').toSorted()).toEqual(bundled.toSorted());

      const rules = ofType(template, 'AWS::Events::Rule').flatMap(([, { Properties: rule }]) => {
        const { 'detail-type': types, detail } = (rule['EventPattern'] ?? {}) as Record<string, unknown>;
        if (JSON.stringify(types) !== '["Edit Completed"]') return [];
        return [[words((rule['Targets'] as { Arn: unknown }[]).map(({ Arn }) => Arn)), detail]];
      });
      expect(rules).toEqual([
        ['FinishedEdits', undefined],
        ['EveningDrives', { edit: { metadata: { show: ['evening-drive'] } } }],
      ]);
      const policies = JSON.stringify(ofType(template, 'AWS::IAM::Policy'));
      expect(policies).toContain('/$default/POST/v1/edits"');
    },
    2 * minutes,
  );

  it('brings an edit to its video by the client, as its page has it', async () => {
    const bin = join(consumer.folder, 'node_modules', 'reshoot', 'bin', 'reshoot.cjs');
    const start = ['start', '--port', '0', '--data', join(consumer.folder, 'data')];
    const edition = runFile(bin, start, {}, consumer.node);
    const url = await edition.line(/listening on (\S+)/u);
    await copyFile(join(root, 'local', 'samples', 'input-1-1.mp4'), join(consumer.folder, 'clip.mp4'));
    const clientPage = await pageOf('client.md');
    const [use, fail] = [
      clientPage.block('js', 'createWriteStream'),
      clientPage.block('js', 'invalid_request'),
    ];
    await writeFile(
      join(consumer.folder, 'client.mjs'),
      `${use.replace('http://127.0.0.1:4700', url)}${fail}`,
    );
    const printed = await consumer.shell('node client.mjs');
    expect(printed).toMatch(/^completed $/mu);
    expect(printed).toMatch(/^prompt must say what to edit$/mu);
    expect((await readFile(join(consumer.folder, 'night.mp4'))).subarray(4, 8).toString()).toBe('ftyp');
    await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0 });
  }, 90_000);

  it('loads from CommonJS, too', async () => {
    const script = `const { VideoEditWorkflow } = require('reshoot/video-edit-workflow');
      console.log(typeof VideoEditWorkflow.prototype.onCompleted);`;
    await writeFile(join(consumer.folder, 'script.cjs'), script);
    expect(await consumer.shell('node script.cjs')).toBe('function\n');
  });

  it(
    'finds types that hold, though it checks those of its libraries',
    async () => {
      const types = [
        ...['Access', 'BudgetSettings', 'EventType', 'GivenResources', 'IamAccess', 'InboxSettings'],
        ...['InputBucket', 'InputCdn', 'JwtAccess', 'NoticeType', 'OnEditEventOptions', 'ProviderPlace'],
        ...['RelaxedLimits', 'Throttle', 'VideoEditWorkflowProps', 'WebhookReceiver'],
      ];
      const typed = `${page.block('js', 'onCompleted')}
        import type { ${types.join(', ')} } from 'reshoot/video-edit-workflow';
        export type All = [${types.join(', ')}];
        // @ts-expect-error there is no such type of event
        edits.onEvent('Misspelt', { types: ['Edit Complete'] });
        // @ts-expect-error a stage has a name
        new VideoEditWorkflow(stack, 'Nameless', {});`;
      await writeFile(join(consumer.folder, 'app.ts'), typed);
      await writeFile(
        join(consumer.folder, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: { noEmit: true, strict: true, skipLibCheck: false, ...language },
          files: ['app.ts'],
        }),
      );
      const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
      const checked = run(process.execPath, [tsc], { cwd: consumer.folder });
      await expect(checked).resolves.toEqual({ stdout: '', stderr: '' });
    },
    2 * minutes,
  );
});

describe('the check of the runtime', () => {
  it('names what to do, in one line, where the scripts run on an older Node.js', async () => {
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });";
    const check = run(process.execPath, ['--eval', `${old} require('./tools/runtime.cjs')`], { cwd: root });
    await expect(check).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^reshoot needs Node 24, .+ Run 'npm ci' without --ignore-scripts\.\n$/u),
    });
  });
});
