import { describe, expect, it } from '@jest/globals';
import * as index from 'undici';
import { Client, buildConnector, errors } from '../../../lambdas/adapters/undici.ts';

describe('the parts of undici', () => {
  it('are what its index has', () => {
    expect(Client).toBe(index.Client);
    expect(buildConnector).toBe(index.buildConnector);
    expect(errors).toBe(index.errors);
  });

  it('have the methods that its index gives them', () => {
    expect(Reflect.get(Client.prototype, 'request')).toBe(Reflect.get(index.Client.prototype, 'request'));
  });
});
