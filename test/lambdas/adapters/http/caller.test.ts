import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callerOf } from '../../../../lambdas/adapters/http/caller.ts';
import type { AccessSettings } from '../../../../lambdas/contract/environment.ts';

const account = '123456789012';
const session = (role: string, name: string) => `arn:aws:sts::${account}:assumed-role/${role}/${name}`;
const iam = (userArn: string, accountId = account) => ({ iam: { accountId, userArn, callerId: 'x:y' } });
const byAccount: AccessSettings = { kind: 'iam', owner: 'account', operators: [] };
const byRole: AccessSettings = { kind: 'iam', owner: 'role', operators: [] };

describe('a caller who signs', () => {
  it('owns what their account owns', () => {
    expect(callerOf(iam(session('Editor', 'a')), byAccount)).toEqual({ owner: account, operator: false });
  });

  it.each([
    [
      'a role, whatever its session',
      session('Editor', 'monday'),
      `arn:aws:sts::${account}:assumed-role/Editor`,
    ],
    [
      'a role, with an address for a session',
      session('Editor', 'a@b.example'),
      `arn:aws:sts::${account}:assumed-role/Editor`,
    ],
    [
      'a role, with a slash in its session',
      session('Editor', 'x/y'),
      `arn:aws:sts::${account}:assumed-role/Editor`,
    ],
    ['a user', `arn:aws:iam::${account}:user/team/ann`, `arn:aws:iam::${account}:user/team/ann`],
    ['the account itself', `arn:aws:iam::${account}:root`, `arn:aws:iam::${account}:root`],
    [
      'a role in China',
      `arn:aws-cn:sts::${account}:assumed-role/Editor/s`,
      `arn:aws-cn:sts::${account}:assumed-role/Editor`,
    ],
  ])('owns as %s, where the stage tells roles apart', (_what, arn, owner) => {
    expect(callerOf(iam(arn), byRole)).toEqual({ owner, operator: false });
  });

  it.each<[string, string, boolean]>([
    ['in that role', session('Lead', 'a'), true],
    ['in another role', session('Editor', 'a'), false],
    ['in a role of a longer name', session('Leader', 'a'), false],
    ['who named a session after it', session('Editor', 'Lead'), false],
    ['in a role of that name of another account', 'arn:aws:sts::210987654321:assumed-role/Lead/a', false],
    ['who is a user of that name', `arn:aws:iam::${account}:user/Lead`, false],
  ])('is an operator or not: %s', (_what, arn, operator) => {
    const operators = [`arn:aws:iam::${account}:role/ops/team/Lead`];
    expect(callerOf(iam(arn), { kind: 'iam', owner: 'account', operators }).operator).toBe(operator);
  });

  it.each([
    undefined,
    null,
    {},
    { iam: {} },
    { iam: { accountId: '', userArn: 'x' } },
    { jwt: { claims: {} } },
  ])('is nobody without what the authoriser says: %j', (authorizer) => {
    expect(() => callerOf(authorizer, byAccount)).toThrow();
  });
});

describe('a caller with a token', () => {
  const access = (operators?: { claim: string; value: string }): AccessSettings => ({
    kind: 'jwt',
    operators,
  });
  const jwt = (claims: Record<string, unknown>) => ({
    jwt: { claims: { iss: 'https://login.example.com', sub: 'ann', ...claims }, scopes: null },
  });

  it('owns by issuer and subject, told by neither', () => {
    const { owner } = callerOf(jwt({}), access());
    expect(owner).toBe(
      createHash('sha256').update('["https://login.example.com","ann"]').digest('hex').slice(0, 32),
    );
    expect(callerOf(jwt({ jti: 'another', exp: '17', email: 'ann@example.com' }), access()).owner).toBe(
      owner,
    );
    expect(callerOf(jwt({ iss: 'https://other.example.com' }), access()).owner).not.toBe(owner);
  });

  it('never owns as somebody of another issuer or subject', () => {
    const one = fc.record({ iss: fc.string({ minLength: 1 }), sub: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(one, one, (a, b) => {
        const same = a.iss === b.iss && a.sub === b.sub;
        expect(callerOf(jwt(a), access()).owner === callerOf(jwt(b), access()).owner).toBe(same);
      }),
    );
  });

  it.each<[unknown, boolean]>([
    ['operators', true],
    ['[editors operators]', true],
    ['[operators]', true],
    [['editors', 'operators'], true],
    ['editors', false],
    ['[editors]', false],
    ['co-operators', false],
    ['operators editors', false],
    ['[co-operators]', false],
    [undefined, false],
    [null, false],
    [true, false],
  ])('is an operator or not by the claim: %j', (groups, operator) => {
    const caller = callerOf(jwt({ groups }), access({ claim: 'groups', value: 'operators' }));
    expect(caller.operator).toBe(operator);
  });

  it('is no operator where the stage has none', () => {
    expect(callerOf(jwt({ groups: 'operators' }), access()).operator).toBe(false);
  });

  it.each([{ iam: { accountId: account, userArn: 'arn' } }, jwt({ sub: '' }), jwt({ iss: undefined })])(
    'is nobody without issuer and subject: %j',
    (authorizer) => {
      expect(() => callerOf(authorizer, access())).toThrow();
    },
  );
});
