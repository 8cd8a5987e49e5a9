import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deliverWebhook } from '../../../lambdas/deliver-webhook/deliver-webhook.ts';
import { ended, type EditRecord, type EditStatus } from '../../../lambdas/core/edit.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { send } from '../../../lambdas/send/send.ts';
import { fakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { fakeProvider } from '../../fakes/provider.ts';
import { fakeResults } from '../../fakes/results.ts';
import { aDelivery } from '../../lambdas/core/a-delivery.ts';
import { anEdit } from '../../lambdas/core/an-edit.ts';
import { ofType, stageTemplate, words } from '../stage-template.ts';
import { watchedStage } from './watched-stage.ts';

type Line = Readonly<Record<string, unknown>>;

interface Saved {
  readonly Name: string;
  readonly QueryString: string;
  readonly LogGroupNames: readonly unknown[];
}

const template = stageTemplate();
const saved = ofType(template, 'AWS::Logs::QueryDefinition').map(
  ([, { Properties }]) => Properties as unknown as Saved,
);
const logsOf = ({ LogGroupNames }: Saved): string[] => LogGroupNames.map(words);
const accessLog = 'ApiAccessLog';
const { editId } = anEdit();
const start = 1_750_000_000_000;

/** What functions print of edits that end in every way, of a webhook, and of what breaks. */
const linesOfFunctions = async (): Promise<readonly Line[]> => {
  const { call, lines, notices, observed } = watchedStage();
  const watched = { notices, log: observed.log };
  const sending = (verdict: SubmitVerdict, records = [anEdit()]) =>
    send({
      ...fakeDeps(records, { provider: fakeProvider({ submit: () => verdict }) }),
      ...watched,
      newToken: () => 'token',
    });
  const taken: SubmitVerdict = { verdict: 'accepted', requestId: 'request-1' };
  await call(sending(taken), { edit_id: editId }, start);
  await call(sending({ verdict: 'unclear', why: 'the connection was reset' }), { edit_id: editId }, start);
  // There is no such edit.
  await call(sending(taken, []), { edit_id: editId }, start);

  const ending = async (status: EditStatus & ('completed' | 'failed'), state: Partial<EditRecord>) => {
    const { pendingNotices, request } = ended(anEdit(), status, state, start);
    const tell = async () => notices.send(pendingNotices.map((notice) => ({ notice, request })));
    await call(tell, { edit_id: editId }, start);
  };
  await ending('completed', { costUsd: 0.84 });
  const error = { code: 'content_rejected', message: 'No.', retryable: false, billable: false } as const;
  await ending('failed', { error });

  const deps = { ...fakeDeps([anEdit()]), ...watched };
  const delivery = aDelivery({}, start);
  deps.deliveries.records.set(delivery.deliveryId, delivery);
  const delivering = deliverWebhook({
    ...deps,
    undeliverables: fakeUndeliverables(),
    webhooks: { post: async () => ({ statusCode: 200, tookMs: 3 }) },
    results: fakeResults(),
    random: () => 0,
  });
  await call(delivering, { edit_id: editId, delivery_id: delivery.deliveryId }, start);
  return lines;
};

/** A line as `EditApi` has API Gateway write it, of a call that failed. */
const linesOfAccess = (): readonly Line[] => {
  const [[, stage] = []] = ofType(template, 'AWS::ApiGatewayV2::Stage');
  const { Format } = stage?.Properties['AccessLogSettings'] as { Format: string };
  return [{ ...(JSON.parse(Format) as Line), status: '503' }];
};

let lines: readonly Line[];
beforeEach(async () => {
  lines = await linesOfFunctions();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const at = (line: Line, field: string): unknown =>
  field.split('.').reduce<unknown>((value, name) => (value as Line | undefined)?.[name], line);

/** Whether a line is one of those that are asked for, by the three kinds of conditions that are used. */
const passes = (line: Line, condition: string): boolean => {
  const [, present] = /^ispresent\((\w+)\)$/u.exec(condition) ?? [];
  if (present !== undefined) return at(line, present) !== undefined;
  const [, field = '', value, pattern] = /^([\w.]+) (?:= "([^"]*)"|like \/(.+)\/)$/u.exec(condition) ?? [];
  if (value !== undefined) return at(line, field) === value;
  if (pattern !== undefined) return new RegExp(pattern, 'u').test(String(at(line, field)));
  throw new Error(`the condition ${condition} is not known here`);
};

const numbersOrAll = /^\d+(?:d)?$|^\*$/u;

/** The fields that a command asks for, and the names that it gives to what it finds. */
const fieldsIn = (argument: string): { readonly asked: string[]; readonly given: string[] } => {
  const given = [...argument.matchAll(/ as (\w+)/gu)].map(([, name = '']) => name);
  const rest = argument.replaceAll(/ as \w+/gu, '').replaceAll(/\b\w+\(([^)]*)\)/gu, '$1');
  const asked = rest.split(/, | by /u).filter((name) => !numbersOrAll.test(name));
  return { asked, given };
};

describe('the saved queries', () => {
  it('are in a folder of the stack, each asking all functions or the access log', () => {
    expect(saved.map(({ Name }) => Name)).toEqual(saved.map(({ Name }) => `Reshoot/${Name.slice(8)}`));
    const functionLogs = ofType(template, 'AWS::Logs::LogGroup')
      .map(([id]) => words({ Ref: id }))
      .filter((id) => id !== accessLog && !id.endsWith('StateMachineLog'));
    for (const query of saved) {
      const logs = logsOf(query);
      expect(logs.sort()).toEqual(logs.includes(accessLog) ? [accessLog] : functionLogs.sort());
    }
  });

  it.each(saved.map((query) => [query.Name, query] as const))(
    '%s finds lines that are really printed, with each field that it names',
    (_name, query) => {
      const commands = query.QueryString.replace('ed_PUT_ITS_ID_HERE', editId)
        .split('\n| ')
        .map((text) => /^(\w+) (.+)$/u.exec(text)?.slice(1) ?? []);
      const argumentsOf = (name: string) =>
        commands.filter(([command]) => command === name).map(([, argument = '']) => argument);
      const known = ['filter', 'fields', 'stats', 'sort', 'limit'];
      expect(commands.filter(([command = '']) => !known.includes(command))).toEqual([]);

      const all = logsOf(query).includes(accessLog) ? linesOfAccess() : lines;
      const found = all.filter((line) => argumentsOf('filter').every((condition) => passes(line, condition)));
      expect(found).not.toEqual([]);
      const named = [...argumentsOf('fields'), ...argumentsOf('stats')].map(fieldsIn);
      const asked = named.flatMap((each) => each.asked).filter((name) => name !== '@timestamp');
      const missing = asked.filter((name) => found.every((line) => at(line, name) === undefined));
      expect(missing).toEqual([]);
      const shown = ['@timestamp', ...asked, ...named.flatMap(({ given }) => given)];
      for (const order of argumentsOf('sort')) {
        expect(order).toMatch(/^\S+ (?:asc|desc)$/u);
        expect(shown).toContain(order.split(' ')[0]);
      }
    },
  );
});
