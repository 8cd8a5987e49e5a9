import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Locked } from './locked.ts';

const head = `# Notices of third parties

The functions of Reshoot, as they are deployed and as the npm package carries them in \`dist/functions\`, and its console, in
\`dist/console\`, contain code of these packages. \`npm run licences\` writes this page from the lock file and from what the bundler takes.

**Source of what is under the MPL-2.0:** Mediabunny is used unchanged. Its source, the Source Code Form under the Mozilla
Public License 2.0, is in its npm package of the version below (folder \`src\`) and at https://github.com/Vanilagy/mediabunny.
`;

/** The page that names everybody whose code is in the functions, with the texts of their licences. */
export const notices = async (root: string, shipped: readonly Locked[]): Promise<string> => {
  const texts = new Map<string, { readonly text: string; readonly of: Locked[] }>();
  const without: string[] = [];
  for (const locked of shipped) {
    const text = await licenceText(join(root, locked.path));
    if (text === undefined) {
      without.push(`- ${nameOf(locked)}: ${locked.licence}, by ${await authorOf(join(root, locked.path))}`);
      continue;
    }
    // The same words, however they are broken into lines.
    const words = text.replaceAll(/\s+/gu, ' ');
    const group = texts.get(words) ?? { text, of: [] };
    group.of.push(locked);
    texts.set(words, group);
  }
  return [
    head,
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    ...[...texts.values()].flatMap(({ text, of }) => [
      '',
      `## ${of.map(nameOf).join(', ')}`,
      '',
      fenced(text),
    ]),
    '',
    '## Packages that bring no text of their licence',
    '',
    'Their terms are those of the licence they name, with the texts above: Apache-2.0 as of the other packages of the AWS',
    'SDK, MIT as of zod with their own author in the place of its.',
    '',
    ...without,
    '',
  ].join('\n');
};

const nameOf = ({ name, version }: Locked): string => `${name}@${version}`;
const fenced = (text: string): string => ['```text', text.trim(), '```'].join('\n');

const licenceText = async (folder: string): Promise<string | undefined> => {
  const files = (await readdir(folder)).filter((file) =>
    /^(?:licen[cs]e|notice)(?:\.(?:txt|md))?$/iu.test(file),
  );
  const texts = await Promise.all(files.toSorted().map(async (file) => readFile(join(folder, file), 'utf8')));
  // Lines end as this repository's do, and carry no spaces at their ends.
  return texts.length === 0 ? undefined : texts.join('\n\n').replaceAll(/[^\S\n]+$/gmu, '');
};

const manifestSchema = z.object({ author: z.union([z.string(), z.object({ name: z.string() })]).optional() });

const authorOf = async (folder: string): Promise<string> => {
  const { author } = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  return (typeof author === 'object' ? author.name : author) ?? 'its authors';
};
