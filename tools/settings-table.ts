import { z } from 'zod';
import { settingFacts } from '../lib/settings/setting.ts';
import { stageSettingsSchema } from '../lib/settings/stage-settings.ts';

/** Every setting of a stage, with its default, as a table in Markdown. */
export const settingsTable = (): string =>
  [
    '| setting | default | what it does |',
    '| --- | --- | --- |',
    ...inside(stageSettingsSchema, '').map(
      ({ name, of, otherwise, about }) => `| \`${name}\`${of} | ${otherwise} | ${about} |`,
    ),
  ].join('\n');

interface Row {
  readonly name: string;
  /** Which kind of a setting with several kinds it belongs to. */
  readonly of: string;
  readonly otherwise: string;
  readonly about: string;
}

const rowsOf = (schema: z.core.$ZodType, name: string): Row[] => {
  const facts = settingFacts.get(schema as z.ZodType);
  const own = facts === undefined ? [] : [{ name, of: '', ...facts }];
  const plain = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (plain instanceof z.ZodDiscriminatedUnion) {
    return [...own, ...plain.options.flatMap((option) => kindOf(option as z.ZodObject, name))];
  }
  if (own.length > 0) return own;
  if (plain instanceof z.ZodObject) return inside(plain, name);
  throw new Error(`nothing is said of the setting ${name}`);
};

const kindOf = (option: z.ZodObject, name: string): Row[] => {
  const { kind } = option.shape as { kind: z.ZodLiteral };
  return inside(option, name).map((row) => ({ ...row, of: ` (${String(kind.value)})` }));
};

const inside = ({ shape }: z.ZodObject, name: string): Row[] =>
  Object.entries(shape as Record<string, z.ZodType>)
    // What editors check the file against, and no setting.
    .filter(([key]) => key !== '$schema')
    .flatMap(([key, each]) => rowsOf(each, name === '' ? key : `${name}.${key}`));

/** The same for editors, as JSON Schema. */
export const settingsSchema = (): object => ({
  ...z.toJSONSchema(stageSettingsSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const facts = settingFacts.get(zodSchema as unknown as z.ZodType);
      if (facts !== undefined) jsonSchema.description = `${facts.about}. Default: ${facts.otherwise}.`;
    },
  }),
  title: 'Settings of a stage',
});
