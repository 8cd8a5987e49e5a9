import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pages, root } from '../docs/pages.ts';

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

/** Where a page leads, in links, pictures and what is written as HTML, outside of its blocks. */
const targetsOf = (page: string): string[] =>
  [
    ...page
      .replaceAll(/^```[^]*?^```$/gmu, '')
      .matchAll(/\]\((?<link>[^)\s]+)\)|\b(?:src|srcset|href)="(?<tag>[^"]+)"/gu),
  ].map(({ groups = {} }) => groups['link'] ?? groups['tag'] ?? '');

const isExternal = (to: string): boolean => /^[a-z]+:/u.test(to);
const linksOf = (page: string): string[] => targetsOf(page).filter((to) => !isExternal(to));
const read = async (path: string): Promise<string> => readFile(join(root, path), 'utf8');

/** A file that a link leads to, by its path below the project's root. */
const fileOf = (path: string, link: string): string => {
  const [file = ''] = link.split('#');
  return file === '' ? path : relative(root, join(root, dirname(path), file));
};

describe('a page of the docs', () => {
  it.each(pages)('%s leads only to what is there', async (path) => {
    const page = await read(path);
    const astray: string[] = [];
    for (const link of linksOf(page)) {
      const [, anchor] = link.split('#');
      const text = await read(fileOf(path, link)).catch((error: unknown) =>
        (error as { code?: string }).code === 'EISDIR' ? '' : undefined,
      );
      const isThere = text !== undefined && (anchor === undefined || anchorsOf(text).includes(anchor));
      if (!isThere) astray.push(link);
    }
    expect(astray).toEqual([]);
  });

  it.each(pages)('%s names other places by addresses that can be ones', async (path) => {
    const external = targetsOf(await read(path)).filter(isExternal);
    const faulty = external.filter((address) => {
      const url = URL.canParse(address) ? new URL(address) : undefined;
      return (
        url?.protocol !== 'https:' ||
        !/^(?:[a-z\d-]+\.)+[a-z]{2,}$/u.test(url.hostname) ||
        url.username !== ''
      );
    });
    expect(faulty).toEqual([]);
  });

  it('in docs/ is found from the list of all, and said of once', async () => {
    const listed = linksOf(await read('docs/README.md'))
      .map((link) => fileOf('docs/README.md', link))
      .filter((path) => path.startsWith('docs/') && path.endsWith('.md'));
    const expected = pages.filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });

  it('is reached from the README', async () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      const links = linksOf(await read(path)).map((link) => fileOf(path, link));
      // A folder shows its README.
      const leadsTo = links.flatMap((link) => [link, `${link}/README.md`]);
      for (const page of leadsTo.filter((link) => pages.includes(link))) reached.add(page);
    }
    expect(pages.filter((path) => !reached.has(path))).toEqual([]);
  });
});
