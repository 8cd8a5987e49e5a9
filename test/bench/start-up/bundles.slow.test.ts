import { describe, expect, it } from '@jest/globals';
import { bundleFunctions, copiesIn } from '../../../bench/start-up/bundles.ts';
import { growthOf, readSizes, sizesOf } from '../../../bench/start-up/sizes.ts';

const bundles = await bundleFunctions();
const each = Object.entries(bundles);

describe('the bundles of the functions', () => {
  it('grow by less than a tenth: otherwise look at what came in, and accept it by npm run keep-sizes', async () => {
    expect(growthOf(await readSizes(), sizesOf(bundles))).toEqual([]);
  });

  it('have no library twice', () => {
    expect(each.flatMap(([name, bundle]) => copiesIn(bundle).map((copy) => `${name}: ${copy}`))).toEqual([]);
  });

  it('have nothing of what describes the stack', () => {
    const foreign = ['aws-cdk-lib', 'constructs', 'fastify', 'dynalite'];
    const found = each.flatMap(([name, { libraries }]) =>
      foreign.filter((library) => library in libraries).map((library) => `${name}: ${library}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['read-edit', ['undici', 'mediabunny', '@aws-sdk/client-eventbridge', '@aws-sdk/client-s3']],
    ['list-edits', ['undici', 'mediabunny', '@aws-sdk/client-eventbridge', '@aws-sdk/client-s3']],
    ['describe-api', ['undici', '@aws-sdk/core', '@smithy/core']],
    ['create-upload', ['undici', '@aws-sdk/client-dynamodb']],
    ['test-webhook', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-s3']],
    ['check-status', ['@aws-sdk/client-s3', '@aws-sdk/client-sfn', 'mediabunny', 'ipaddr.js']],
  ])('%s loads nothing of %j, which it never uses', (name, unused) => {
    expect(unused.filter((library) => library in (bundles[name]?.libraries ?? {}))).toEqual([]);
  });

  it.each(each.map(([name]) => name))('%s looks for credentials where Lambda has them alone', (name) => {
    const providers = Object.keys(bundles[name]?.libraries ?? {}).filter((library) =>
      /credential-provider|nested-clients|token-providers/u.test(library),
    );
    expect(providers.filter((library) => library !== '@aws-sdk/credential-provider-env')).toEqual([]);
  });
});
