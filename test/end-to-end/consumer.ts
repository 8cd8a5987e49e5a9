import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** The Node.js of somebody who has never seen this project. @returns the path of its program */
export const node22 = async (): Promise<string> => {
  const folder = join(root, '.cache', 'node-22');
  const program = join(folder, 'node_modules', '.bin', 'node');
  if (existsSync(program)) return program;
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    // Its install script fetches the runtime, from the registry as well.
    await writeFile(join(fresh, 'package.json'), '{"private": true, "allowScripts": {"node": true}}');
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', 'node@22'], { cwd: fresh });
    // Another process may have been faster.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return program;
};

/** What `npm pack` makes of this project, in a folder. @returns its path */
export const packInto = async (folder: string): Promise<string> => {
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  return join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
};

export interface Page {
  /** The first block of this language that has this in it. */
  block(language: string, saying: string): string;
}

export const pageOf = async (name: string): Promise<Page> => {
  const text = await readFile(join(root, 'docs', name), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gmu)];
  return {
    block: (language, saying) => {
      const found = blocks.find(([, of, block = '']) => of === language && block.includes(saying))?.[2];
      if (found === undefined) throw new Error(`docs/${name} has no ${language} that says ${saying}`);
      return found;
    },
  };
};

export interface Consumer {
  readonly folder: string;
  /** The Node.js that it runs on. */
  readonly node: string;
  /** Runs commands of a shell in its folder. @returns what they printed */
  shell(commands: string): Promise<string>;
  remove(): Promise<void>;
}

/**
 * An app with what the page of the construct says to install, and nothing of this project around it.
 * @param tarball what `npm pack` made
 */
export const freshConsumer = async (tarball: string): Promise<Consumer> => {
  const folder = await mkdtemp(join(tmpdir(), 'studio-'));
  const [node, page] = await Promise.all([node22(), pageOf('construct.md')]);
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter),
    npm_config_prefer_offline: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
  };
  const shell = async (commands: string): Promise<string> =>
    (await run('bash', ['-euc', commands], { cwd: folder, env })).stdout;
  await shell(page.block('sh', 'npm install').replace(/\S+\.tgz/u, tarball));
  return { folder, node, shell, remove: async () => rm(folder, { recursive: true, force: true }) };
};
