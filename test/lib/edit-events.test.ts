import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { everyEventSchema } from '../../lambdas/contract/every-event.ts';
import type { VideoEditWorkflow } from '../../lib/video-edit-workflow.ts';
import { ofType, words } from './stage-template.ts';
import { somebodysStack, templateWith, workflowIn } from './workflow-template.ts';

type Use = (workflow: VideoEditWorkflow, queue: SqsQueue) => void;

const before = ofType(
  templateWith(() => ({})),
  'AWS::Events::Rule',
).map(([id]) => id);

/** The rules that this use adds: their bus, pattern and targets. */
const rulesOf = (use: Use) => {
  const template = templateWith(
    () => ({}),
    (workflow, stack) => {
      use(workflow, new SqsQueue(new Queue(stack, 'Wanted')));
    },
  );
  return ofType(template, 'AWS::Events::Rule')
    .filter(([id]) => !before.includes(id))
    .map(([, { Properties }]) => ({
      bus: words(Properties['EventBusName']),
      pattern: Properties['EventPattern'],
      targets: (Properties['Targets'] as { Arn: unknown }[] | undefined)?.map(({ Arn }) => words(Arn)),
    }));
};

const bus = 'Bus';
const targets = ['Wanted'];
const detail = { edit: { metadata: { show: ['evening-drive'] } } };

describe('a rule for events of a stage', () => {
  it.each<[string, Use, object]>([
    [
      'completed edits',
      (workflow, queue) => workflow.onCompleted('Mine', queue),
      { bus, targets, pattern: { source: ['reshoot'], 'detail-type': ['Edit Completed'] } },
    ],
    [
      'failed edits',
      (workflow, queue) => workflow.onFailed('Mine', queue),
      { bus, targets, pattern: { source: ['reshoot'], 'detail-type': ['Edit Failed'] } },
    ],
    [
      'some completed edits',
      (workflow, queue) => workflow.onCompleted('Mine', queue, { eventPattern: { detail } }),
      { bus, targets, pattern: { source: ['reshoot'], 'detail-type': ['Edit Completed'], detail } },
    ],
    [
      'what somebody may have to see to',
      (workflow, target) =>
        workflow.onEvent('Mine', { target, types: ['Edit Uncertain', 'Webhook Undeliverable'] }),
      {
        bus,
        targets,
        pattern: { source: ['reshoot'], 'detail-type': ['Edit Uncertain', 'Webhook Undeliverable'] },
      },
    ],
    [
      'everything, with its target to come',
      (workflow) => workflow.onEvent('Mine'),
      { bus, targets: undefined, pattern: { source: ['reshoot'] } },
    ],
  ])('hears of %s, on its bus alone', (_what, use, expected) => {
    expect(rulesOf(use)).toEqual([expected]);
  });

  it('knows every type of event that the contract knows', () => {
    const types = everyEventSchema.options.flatMap(({ shape }) => {
      const type = shape['detail-type'];
      return 'options' in type ? [...type.options] : [...type.values];
    });
    const [rule] = rulesOf((workflow) => workflow.onEvent('Mine', { types }));
    expect(rule?.pattern).toMatchObject({ 'detail-type': types });
    expect(types).toHaveLength(8);
  });

  it('may have any name, whatever the parts of the stage are called', () => {
    const stack = somebodysStack();
    const workflow = workflowIn(stack);
    for (const { node } of workflow.node.children) {
      expect(() => workflow.onEvent(node.id)).not.toThrow();
    }
  });

  it('lies beside its target where that is in another stack, and says so', () => {
    const stack = somebodysStack();
    const other = new Stack(stack, 'Other');
    const target = new SqsQueue(new Queue(other, 'Wanted'));
    workflowIn(stack).onCompleted('Mine', target, { crossStackScope: other, description: 'Ours' });
    Template.fromStack(other).hasResourceProperties('AWS::Events::Rule', { Description: 'Ours' });
  });

  it.each(['source', 'detailType'])('fails with a pattern that says its %s, which would widen it', (name) => {
    const workflow = workflowIn(somebodysStack());
    expect(() => workflow.onEvent('Mine', { eventPattern: { [name]: ['anything'] } })).toThrow(
      `eventPattern of Mine must not have ${name}: the rule says it`,
    );
  });
});
