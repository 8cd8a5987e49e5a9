import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnv } from '../../../lambdas/adapters/read-env.ts';

const before = process.env;
beforeEach(() => {
  process.env = {};
});
afterEach(() => {
  process.env = before;
});

describe('the environment of a function', () => {
  it('is read as what it stands for', () => {
    Object.assign(process.env, {
      STAGE: 'dev',
      OVERDUE_MINUTES: '30',
      REFUSED_HOURS: '24',
      RETENTION_DAYS: '7',
      ACCESS: '{"kind":"iam","owner":"account","operators":[]}',
    });
    expect(readEnv('stage', 'patience', 'access')).toEqual({
      STAGE: 'dev',
      OVERDUE_MINUTES: 30,
      REFUSED_HOURS: 24,
      RETENTION_DAYS: 7,
      ACCESS: { kind: 'iam', owner: 'account', operators: [] },
    });
  });

  it('fails by naming everything that is missing or wrong, once', () => {
    Object.assign(process.env, { STAGE: '', OVERDUE_MINUTES: 'soon', ACCESS: '{', PROVIDER_URL: 'runcomfy' });
    const read = () => readEnv('stage', 'edits', 'patience', 'access', 'outputs', 'inputs');
    for (const name of [
      'STAGE',
      'EDITS_TABLE',
      'OVERDUE_MINUTES',
      'ACCESS: is not JSON',
      'OUTPUT_HOSTS',
      'RESULTS_BUCKET',
    ]) {
      expect(read).toThrow(name);
    }
    expect(read).toThrow(/^(?!.*PROVIDER_URL.*PROVIDER_URL)/u);
  });

  it('assumes nothing', () => {
    expect(() => readEnv('notices')).toThrow(/EVENT_BUS/u);
  });
});
