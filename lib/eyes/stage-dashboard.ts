import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  TextWidget,
  type IAlarm,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { awsWidgets, type AwsWidgetsProps } from './aws-widgets.ts';
import { editWidgets, type EditWidgetsProps } from './edit-widgets.ts';

export interface StageDashboardProps extends EditWidgetsProps, AwsWidgetsProps {
  /** Shown on top, each with its state. */
  readonly alarms: readonly IAlarm[];

  /** Where callers reach the API. */
  readonly apiUrl: string;
}

/** All of a stage on one page: alarms, edits, what waits, how long it takes, what it costs, and the machinery below. */
export class StageDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const { stage, alarms, apiUrl } = props;
    this.dashboard = new Dashboard(this, 'Resource', { defaultInterval: Duration.hours(12) });
    const rows: readonly (readonly IWidget[])[] = [
      [
        new TextWidget({ width: 8, height: 4, markdown: introduction(stage, apiUrl) }),
        new AlarmStatusWidget({ width: 16, height: 4, title: 'Alarms', alarms: [...alarms] }),
      ],
      ...editWidgets(props),
      [heading('Below it')],
      ...awsWidgets(props),
    ];
    for (const row of rows) this.dashboard.addWidgets(...row);
  }
}

const heading = (text: string): TextWidget =>
  new TextWidget({ width: 24, height: 1, markdown: `## ${text}` });

const introduction = (stage: string, apiUrl: string): string =>
  [
    `# Reshoot, stage ${stage}`,
    'What to do about an alarm: its description names a section of `docs/runbook.md`.',
    'The story of one edit: Logs Insights, saved query *Story of one edit*; or',
    `\`GET ${apiUrl}/v1/edits/ed_…\`, signed.`,
  ].join('\n\n');
