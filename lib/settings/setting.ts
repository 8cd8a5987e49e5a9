import { z } from 'zod';

/** What is said of a setting where it is documented. */
export interface SettingFacts {
  /** What it does, in Markdown. */
  readonly about: string;
  /** What happens without it, in Markdown. */
  readonly otherwise: string;
}

/** Every setting that has a row of its own in the docs. */
export const settingFacts = z.registry<SettingFacts>();

/** A setting that may be left out. */
export const setting = <Schema extends z.ZodType>(
  schema: Schema,
  otherwise: string,
  about: string,
): z.ZodOptional<Schema> => {
  const optional = schema.optional();
  settingFacts.add(optional, { about, otherwise });
  return optional;
};

/** One that a group cannot do without. @param schema of this setting alone */
export const needed = <Schema extends z.ZodType>(schema: Schema, about: string): Schema => {
  settingFacts.add(schema, { about, otherwise: 'needed' });
  return schema;
};

// Every check of a setting says the same: what would be right.

export const whole = (what: string, min: number, max: number): z.ZodInt => {
  const error = `must be a whole number of ${what} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

export const text = (right: string, pattern = /^[^]+$/u): z.ZodString => {
  const error = `must be ${right}`;
  return z.string({ error }).regex(pattern, { error });
};

export const address = (right: string, protocol = /^https$/u): z.ZodURL =>
  z.url({ protocol, error: `must be ${right}` });

export const oneOf = <const Values extends readonly (string | number)[]>(
  ...values: Values
): z.ZodLiteral<Values[number]> =>
  z.literal<Values[number][]>([...values], { error: `must be one of ${values.join(', ')}` });

export const listOf = <Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  min = 0,
): z.ZodArray<Schema> => {
  const error = `must be a list of ${min === 0 ? '' : 'one or more '}${what}`;
  return z.array(schema, { error }).min(min, { error });
};

export const group = <Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<z.util.Writeable<Shape>, z.core.$strict> =>
  z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `there is no ${keys.map((key) => `"${key}"`).join(', ')} here; there are ${Object.keys(shape).join(', ')}`
        : `must be an object with ${Object.keys(shape).join(', ')}`,
  });
