import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { grantsOf, ofType, stageTemplate } from './stage-template.ts';

const patternsFor = (template: Template, source: string): readonly object[] =>
  ofType(template, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties['EventPattern'] as { source?: string[] } | undefined)
    .filter((pattern) => pattern !== undefined)
    .filter((pattern) => pattern.source?.includes(source) === true);

describe('the inbox of a stage', () => {
  it('fault 60: hears of what is under its prefix alone, where nothing of ours is ever written', () => {
    const template = stageTemplate();
    expect(patternsFor(template, 'aws.s3')).toEqual([
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: expect.stringMatching(/^VideoEditResults/u) }] },
          object: { key: [{ prefix: 'inbox/' }] },
        },
      },
    ]);
    const writers = ['accept-upload', 'report-upload', 'store-result', 'create-upload'];
    const written = writers
      .flatMap((name) => grantsOf(template, name))
      .filter((grant) => grant.startsWith('s3:PutObject'));
    expect(written.filter((grant) => grant.includes('/inbox/'))).toEqual([]);
    expect(written.length).toBeGreaterThan(4);
  });

  it('hears of what becomes of its own edits alone', () => {
    expect(patternsFor(stageTemplate(), 'reshoot')).toContainEqual({
      source: ['reshoot'],
      detail: { edit: { origin: { type: ['inbox'] } } },
    });
  });

  it('lists the bucket below its two prefixes alone', () => {
    stageTemplate({ inbox: { prefix: 'in/box/', outboxPrefix: 'out/' } }).hasResourceProperties(
      'AWS::IAM::ManagedPolicy',
      {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: 's3:ListBucket',
              Condition: { StringLike: { 's3:prefix': ['in/box/*', 'out/*'] } },
            }),
          ]),
        },
      },
    );
  });

  it('may be in a bucket that exists already, with prefixes of its own', () => {
    const template = stageTemplate({
      inbox: { bucket: 'studio-drop', prefix: 'drop/', outboxPrefix: 'done/', owner: 'studio' },
    });
    expect(patternsFor(template, 'aws.s3')).toMatchObject([
      { detail: { bucket: { name: ['studio-drop'] }, object: { key: [{ prefix: 'drop/' }] } } },
    ]);
    const grants = grantsOf(template, 'accept-upload').map((grant) => grant.replace('AWS::Partition', 'aws'));
    expect(grants).toContain('s3:GetObject on arn:aws:s3:::studio-drop/drop/*');
    expect(grants).toContain('s3:PutObject on arn:aws:s3:::studio-drop/done/*');
    expect(grants).toContain('s3:PutObject on Results/uploads/*');
    expect(grants.filter((grant) => grant.includes('inbox/') || grant.includes('outbox/'))).toEqual([]);
  });

  it.each([
    [{ prefix: 'in', outboxPrefix: 'out/' }, /inbox\.prefix must be folders that each end in a slash/u],
    [{ prefix: '/in/' }, /inbox\.prefix must be folders/u],
    [{ prefix: 'a/', outboxPrefix: 'a/out/' }, /must not lie in each other/u],
    [{ prefix: 'a/in/', outboxPrefix: 'a/' }, /must not lie in each other/u],
    [{ outboxPrefix: 'edits/' }, /inbox\.outboxPrefix must not lie where the stage keeps its own/u],
  ])('fault 60: fails with %j', (inbox, message) => {
    expect(() => stageTemplate({ inbox })).toThrow(message);
  });
});
