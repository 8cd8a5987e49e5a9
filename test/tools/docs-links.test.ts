import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const inDocs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/README.md'],
  ...inDocs.map((name) => `docs/${name}`),
];

/** As GitHub makes anchors of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsOf = (page: string): string[] =>
  [...page.replaceAll(/^```[^]*?^```$/gmu, '').matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) =>
    anchorOf(heading.replaceAll('`', '')),
  );

const linksOf = (page: string): string[] =>
  [...page.matchAll(/\]\((?<to>[^)\s]+)\)/gu)].map(([, to = '']) => to).filter((to) => !/^[a-z]+:/u.test(to));

describe('a page of the docs', () => {
  it.each(pages)('%s leads only to what is there', async (path) => {
    const page = await readFile(join(root, path), 'utf8');
    const astray: string[] = [];
    for (const link of linksOf(page)) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : relative(root, join(root, dirname(path), file));
      const text = await readFile(join(root, target), 'utf8').catch((error: unknown) =>
        (error as { code?: string }).code === 'EISDIR' ? '' : undefined,
      );
      const isThere = text !== undefined && (anchor === undefined || anchorsOf(text).includes(anchor));
      if (!isThere) astray.push(link);
    }
    expect(astray).toEqual([]);
  });

  it('is found from the list of all', async () => {
    const links = linksOf(await readFile(join(root, 'docs', 'README.md'), 'utf8'));
    expect(inDocs.filter((name) => name !== 'README.md' && !links.includes(name))).toEqual([]);
  });
});
