import { describe, expect, it } from '@jest/globals';
import { namesSecret, redact } from '../../../../lambdas/adapters/powertools/redact.ts';
import { texts, traces } from './planted.ts';

describe('a text without its secrets', () => {
  it.each(texts)('fault 66: has none of %s', (text) => {
    for (const trace of traces) expect(redact(`it said ${text} again`).includes(trace)).toBe(false);
  });

  it.each([
    'The provider refused the token; it is read anew',
    'notices not sent, left in the outbox',
    'https://model-api.runcomfy.net/v1/models/kling/o1 answered 503',
    's3://clips/uploads/a b?.mp4',
    'Expected 3 part(s) but uploaded 2 part(s).',
    'arn:aws:states:eu-central-1:123456789012:stateMachine:edits',
  ])('is the same where it has none: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('is the same however often it was made', () => {
    for (const text of texts) expect(redact(redact(text))).toBe(redact(text));
  });

  it('is made in a moment, even of a text that was made to take long', () => {
    const started = performance.now();
    for (const part of [
      'token',
      'a',
      'token ',
      'https://',
      'Bearer ',
      'authorization: ',
      'token"',
      '\\',
      'token\\',
      'http://a@',
    ]) {
      redact(part.repeat(Math.ceil(200_000 / part.length)));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is hidden by its name alone where that says enough', () => {
    for (const name of [
      'authorization',
      'X-Amz-Security-Token',
      'webhook_secret',
      'apiKey',
      'api-key',
      'Cookie',
    ]) {
      expect(namesSecret(name)).toBe(true);
    }
    for (const name of ['editId', 'status', 'key', 'path', 'owner', 'errorCode', 'requestId']) {
      expect(namesSecret(name)).toBe(false);
    }
  });
});
