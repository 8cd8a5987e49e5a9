import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

const everywhere = (scope: Construct, id: string, description: string, actions: string[]): ManagedPolicy =>
  new ManagedPolicy(scope, id, {
    description,
    statements: [new PolicyStatement({ actions, resources: ['*'] })],
  });

/** Lets a function write its traces. The construct library's own switch would say this again in the role of each. */
export const functionTraces = (scope: Construct): ManagedPolicy => {
  const traces = everywhere(scope, 'FunctionTraces', 'Writes the traces of functions', [
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  acknowledge(traces, {
    rule: 'AwsSolutions-IAM5',
    findings: ['Resource::*'],
    reason: 'X-Ray has no resources that these actions could be narrowed to; they write, and read nothing.',
  });
  return traces;
};

/** Lets a state machine write its log and its traces: what Step Functions asks for, and no more. */
export const executionLogs = (scope: Construct): ManagedPolicy => {
  const logs = everywhere(scope, 'ExecutionLogs', 'Writes the logs and the traces of executions', [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  acknowledge(logs, {
    rule: 'AwsSolutions-IAM5',
    findings: ['Resource::*'],
    reason:
      'Step Functions delivers logs and traces with these actions alone, and neither the deliveries of CloudWatch Logs nor X-Ray have resources to narrow them to.',
  });
  return logs;
};
