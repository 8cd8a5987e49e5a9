import { describe, expect, it } from '@jest/globals';
import { findBrowser, installation } from '../../tools/install-browser.ts';

describe('the browser for the tests of the console', () => {
  const there =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path);

  it.each([
    [
      'the one that is named',
      { RESHOOT_CHROMIUM: '/opt/own' },
      ['/opt/own', '/usr/bin/chromium'],
      '/opt/own',
    ],
    ["Debian's", {}, ['/usr/bin/google-chrome', '/usr/bin/chromium'], '/usr/bin/chromium'],
    ['Chrome', { RESHOOT_CHROMIUM: '' }, ['/usr/bin/google-chrome'], '/usr/bin/google-chrome'],
    ['one of the path', { PATH: '/bin:/snap/bin' }, ['/snap/bin/chromium'], '/snap/bin/chromium'],
    ['none', { PATH: '' }, [], undefined],
  ])('is %s', (_what, env, paths, expected) => {
    expect(findBrowser(env, there(...paths))).toBe(expected);
  });

  it('has to be where it is said to be', () => {
    const find = () => findBrowser({ RESHOOT_CHROMIUM: '/opt/gone' }, there('/usr/bin/chromium'));
    expect(find).toThrow('RESHOOT_CHROMIUM is /opt/gone, where there is nothing');
  });

  const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
  it.each([
    ["Debian's, by root", { release: debian, root: true, sudo: false }, ['apt-get', 'apt-get']],
    ["Debian's, by sudo", { release: debian, root: false, sudo: true }, ['sudo', 'sudo']],
    ["Playwright's, where nobody may install", { release: debian, root: false, sudo: false }, ['node']],
    ["Playwright's, on Ubuntu", { release: 'ID=ubuntu\nID_LIKE=debian\n', root: true, sudo: true }, ['node']],
    ["Playwright's, where there is no Linux", { release: '', root: false, sudo: true }, ['node']],
  ])('is installed as %s', (_how, platform, programs) => {
    const commands = installation(platform).map(([program]) => program.replace(/^.*\/node$/u, 'node'));
    expect(commands).toEqual(programs);
    const last = installation(platform).at(-1)?.at(-1);
    expect(last).toBe('chromium');
  });
});
