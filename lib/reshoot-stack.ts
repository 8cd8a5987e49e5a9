import { CfnOutput, Stack, Tags, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from './settings/stage-settings.ts';
import { VideoEditWorkflow } from './video-edit-workflow.ts';
import { workflowProps } from './settings/workflow-props.ts';

export interface ReshootStackProps extends StackProps {
  /** The name of this deployment. */
  readonly stage: string;

  /** Whatever is not to be as by default. */
  readonly settings: StageSettings;
}

/** One stage: only wiring around the workflow. */
export class ReshootStack extends Stack {
  constructor(scope: Construct, id: string, { stage, settings, ...props }: ReshootStackProps) {
    super(scope, id, props);
    const workflow = new VideoEditWorkflow(this, 'VideoEdit', workflowProps(this, stage, settings));
    const outputs = {
      ApiUrl: workflow.api.url,
      ResultsBucket: workflow.bucket.bucketName,
      EditsTable: workflow.table.tableName,
      DeliveriesTable: workflow.deliveries.tableName,
      EventBus: workflow.bus.eventBusName,
      StateMachineArn: workflow.stateMachine.stateMachineArn,
      ProviderTokenSecret: workflow.providerToken.secretArn,
      WebhookSecret: workflow.webhookSecret.secretArn,
      UndeliveredWebhooks: workflow.undelivered.queueUrl,
      Inbox: workflow.inbox.url,
      InboxDeadLetters: workflow.inbox.deadLetters.queueUrl,
      RecoveryDeadLetters: workflow.recovery.deadLetters.queueUrl,
      StockDeadLetters: workflow.stockTaking.deadLetters.queueUrl,
      WebhookDeadLetters: workflow.webhookDeadLetters.queueUrl,
      AlarmTopic: workflow.alarmTopic.topicArn,
      Dashboard: workflow.dashboard.dashboardName,
    };
    for (const [key, value] of Object.entries(settings.tags ?? {})) Tags.of(this).add(key, value);
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
