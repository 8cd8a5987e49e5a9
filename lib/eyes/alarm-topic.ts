import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../permissions/acknowledge.ts';

/**
 * Where the alarms of a stage are told, reached over TLS alone. It has no key of its own: SNS encrypts its disks by
 * itself, an alarm says names and numbers, CloudWatch may not use the key that AWS manages for topics, and one whose
 * policy were wrong would swallow every alarm in silence.
 */
export const alarmTopic = (scope: Construct, id: string, email?: string): Topic => {
  const topic = new Topic(scope, id, {
    // For the eyes of people: it need not be unique.
    displayName: `Alarms of ${Stack.of(scope).stackName}`,
    enforceSSL: true,
  });
  const { account } = Stack.of(scope);
  // A topic with a policy is not the account's own any more; the library gives alarms an action, and no permission.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: {
          'aws:SourceArn': Stack.of(scope).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  if (email !== undefined) {
    acknowledge(topic.addSubscription(new EmailSubscription(email)), {
      rule: 'Serverless-SNSRedrivePolicy',
      reason:
        'CloudWatch keeps the state of every alarm, and the dashboard shows it. A mail that cannot be delivered would lie in a queue that nobody is told of either.',
    });
  }
  return topic;
};
