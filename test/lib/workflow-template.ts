import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VideoEditWorkflow, type VideoEditWorkflowProps } from '../../lib/video-edit-workflow.ts';

/** An app of somebody else's, without the code of the functions and without our feature flags. */
export const somebodysStack = (props: StackProps = {}): Stack =>
  new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Studio', props);

export const workflowIn = (stack: Stack, props: Partial<VideoEditWorkflowProps> = {}): VideoEditWorkflow =>
  new VideoEditWorkflow(stack, 'VideoEdit', { stage: 'test', ...props });

/** The template of a stack with a workflow of such props. */
export const templateWith = (
  props: (stack: Stack) => Partial<VideoEditWorkflowProps>,
  use: (workflow: VideoEditWorkflow, stack: Stack) => void = () => undefined,
): Template => {
  const stack = somebodysStack();
  use(workflowIn(stack, props(stack)), stack);
  return Template.fromStack(stack);
};
