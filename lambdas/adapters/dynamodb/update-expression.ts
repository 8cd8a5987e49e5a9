import { toStored } from './names.ts';

/** What is written into an item in one update. Paths are as the table names them. */
export interface Update {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  readonly condition?: string;
  /** What paths and condition refer to besides: names by `#name`, values by `:name`. */
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

// A path may be one of DynamoDB's reserved words, so each goes by another name; what has a `#` in it brings its own.
export const expression = ({
  set = {},
  add = {},
  remove = [],
  condition,
  names = {},
  values = {},
}: Update) => {
  const paths = [...Object.keys(set), ...Object.keys(add), ...remove];
  const named = (path: string) => (path.includes('#') ? path : `#p${paths.indexOf(path)}`);
  const valued = (path: string) => `:v${paths.indexOf(path)}`;
  const clause = (word: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
  const allValues = {
    ...values,
    ...Object.fromEntries(
      Object.entries({ ...set, ...add }).map(([path, value]) => [valued(path), toStored(value)]),
    ),
  };
  return {
    UpdateExpression: [
      ...clause(
        'SET',
        Object.keys(set).map((path) => `${named(path)} = ${valued(path)}`),
      ),
      ...clause(
        'ADD',
        Object.keys(add).map((path) => `${named(path)} ${valued(path)}`),
      ),
      ...clause('REMOVE', remove.map(named)),
    ].join(' '),
    ConditionExpression: condition,
    ExpressionAttributeNames: {
      ...names,
      ...Object.fromEntries(paths.filter((path) => !path.includes('#')).map((path) => [named(path), path])),
    },
    ...(Object.keys(allValues).length === 0 ? {} : { ExpressionAttributeValues: allValues }),
  };
};
