import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signedHeaders, usableSecret } from '../../../../lambdas/adapters/webhooks/signing.ts';

const key = Buffer.alloc(32, 7);
const secret = key.toString('base64');

describe('a webhook secret', () => {
  it.each([secret, `whsec_${secret}`, ` whsec_${secret}\n`, 'aB3'.padEnd(44, 'x')])(
    'is taken as %j',
    (text) => {
      expect(usableSecret(text)).toBe(text.trim().replace('whsec_', ''));
    },
  );

  it.each([
    undefined,
    '',
    'whsec_',
    'put the token here',
    secret.slice(1),
    'c2hvcnQ=',
    `${secret}\n${secret}`,
  ])('is not taken as %j', (text) => {
    expect(usableSecret(text)).toBeUndefined();
  });
});

describe('the headers of a webhook', () => {
  it('carry the HMAC of id, time and body, by the bytes of the secret', () => {
    const headers = signedHeaders([secret], { id: 'nt_1', at: 1_700_000_000_999, body: '{"a":"ü"}' });
    const hmac = createHmac('sha256', key).update('nt_1.1700000000.{"a":"ü"}').digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'nt_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${hmac}`,
    });
  });
});
