import type { EditBody } from '../../lambdas/contract/edit.ts';
import { hasEnded } from './estimate.ts';
import { shortened } from './printable.ts';
import { dollarsOf, durationOf, standingOf } from './words.ts';

/** Everything worth knowing of an edit, a line each. */
export const editText = (edit: EditBody): string => {
  const { request, error, eta_seconds: eta } = edit;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['edit', edit.edit_id],
    ['status', standingOf(edit)],
    [
      'left',
      eta === undefined
        ? undefined
        : `about ${durationOf(eta.p50)}, nine of ten within ${durationOf(eta.p90)}`,
    ],
    ['error', error === undefined ? undefined : `${shortened(error.message, 500)} (${error.code})`],
    ['prompt', request === undefined ? undefined : shortened(request.prompt, 200)],
    ['clip', request === undefined ? undefined : shortened(withoutQuery(request.video_url), 200)],
    ['request', edit.provider_request_id],
    ['cost', costOf(edit)],
    ['created', edit.created_at],
    ['finished', edit.finished_at],
    ['deleted', edit.deleted_at],
    ...edit.outputs.map((output) => ['output', outputText(output)] as const),
    ...Object.entries(edit.metadata).map(
      ([key, value]) => [`metadata`, `${shortened(key, 128)}=${shortened(value, 200)}`] as const,
    ),
    ['next', nextOf(edit)],
  ];
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(10)}${value}`]))
    .join('\n');
};

const withoutQuery = (url: string): string => url.replace(/\?.*$/su, '?…');

const costOf = ({ cost_usd: cost, cost_estimate_usd: estimate }: EditBody): string | undefined => {
  if (cost !== undefined) return dollarsOf(cost);
  return estimate === undefined ? undefined : `about ${dollarsOf(estimate)}`;
};

const outputText = ({
  width,
  height,
  duration_seconds: seconds,
  size_bytes: size,
  sha256,
}: EditBody['outputs'][number]) =>
  [
    ...(width === undefined || height === undefined ? [] : [`${width} x ${height}`]),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(2)} s`]),
    `${(size / 1e6).toFixed(2)} MB`,
    `sha256 ${sha256}`,
  ].join(', ');

/** What may be done about it next, where that is not plain. */
export const nextOf = (edit: EditBody): string | undefined => {
  const { edit_id: id, status, error, deleted_at: deleted } = edit;
  if (deleted !== undefined) return undefined;
  if (status === 'uncertain') return `reshoot resolve ${id} adopt REQUEST_ID | resubmit | abandon`;
  if (status === 'completed') return `reshoot download ${id}`;
  if (status === 'failed' && error?.retryable === true)
    return 'the same command with another --take makes another edit';
  return hasEnded(edit) ? undefined : `reshoot watch ${id}`;
};

/** One line of a list, for so many columns. */
export const listLine = (
  { edit_id: id, status, created_at: at, request }: EditBody,
  columns: number,
): string => {
  const beginning = `${id}  ${status.padEnd(10)}  ${at.slice(0, 16).replace('T', ' ')}`;
  const room = columns - beginning.length - 2;
  return request === undefined || room < 10 ? beginning : `${beginning}  ${shortened(request.prompt, room)}`;
};
