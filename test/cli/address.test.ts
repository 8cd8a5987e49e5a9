import { describe, expect, it, test } from '@jest/globals';
import { apiAt } from '../../cli/api/address.ts';
import { callerFor } from '../../cli/api/caller.ts';
import { deployedUrls, localUrls } from '../../lambdas/contract/urls.ts';

describe('the address of an API', () => {
  test.each([
    ['http://127.0.0.1:4700/', 'http://127.0.0.1:4700', true],
    ['http://localhost:4700/v1', 'http://localhost:4700', true],
    ['https://api.example/studio/v1/', 'https://api.example/studio', false],
  ])('%s is read', (given, url, local) => {
    expect(apiAt(given, '--api')).toEqual({
      url,
      from: '--api',
      local,
      addresses: local ? localUrls : deployedUrls,
    });
  });

  test.each([
    '',
    'api.example',
    'ftp://api.example',
    'http://api.example',
    'https://u:p@api.example',
    'https://a/?b',
  ])('fails for %s, before anything is asked', (given) => {
    expect(() => apiAt(given, '--api')).toThrow(expect.objectContaining({ exit: 'usage' }));
  });
});

describe('who asks', () => {
  const local = apiAt('http://127.0.0.1:4700', '--api');
  const gateway = apiAt('https://abc.execute-api.eu-central-1.amazonaws.com', '--api');
  const custom = apiAt('https://api.example', '--api');

  test.each([
    ['nobody, of the local edition', local, {}, {}, 'nobody'],
    ['a token, where there is one', custom, {}, { RESHOOT_TOKEN: 't' }, 'token'],
    ['a token, of the local edition, too', local, {}, { RESHOOT_TOKEN: 't' }, 'token'],
    ['AWS otherwise', custom, {}, { AWS_PROFILE: 'p' }, 'aws'],
    ['AWS, for a token of spaces', custom, {}, { RESHOOT_TOKEN: ' ' }, 'aws'],
    [
      'a profile that is named, whatever token there is',
      custom,
      { profile: 'p' },
      { RESHOOT_TOKEN: 't' },
      'aws',
    ],
    ['a profile that is named, on this machine, too', local, { profile: 'p' }, {}, 'aws'],
  ] as const)('is %s', (_name, api, options, env, kind) => {
    expect(callerFor(api, options, env).kind).toBe(kind);
  });

  it('is told without any secret', () => {
    const env = { RESHOOT_TOKEN: 'secret-token' };
    expect(callerFor(custom, {}, env).from).toBe('RESHOOT_TOKEN');
    const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-key' };
    expect(callerFor(custom, {}, keys).from).toBe('AWS_ACCESS_KEY_ID');
  });

  test.each([
    ['the option', gateway, { region: 'us-east-1' }, { AWS_REGION: 'eu-west-1' }, 'us-east-1'],
    ['the address, whatever the environment says', gateway, {}, { AWS_REGION: 'eu-west-1' }, undefined],
    ['the environment for a domain of its own', custom, {}, { AWS_REGION: 'eu-west-1' }, 'eu-west-1'],
    ['the other variable, too', custom, {}, { AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
  ] as const)('signs for the region of %s', (_name, api, options, env, region) => {
    const { auth } = callerFor(api, options, env);
    expect(auth).toMatchObject({ sigV4: { region } });
  });
});
