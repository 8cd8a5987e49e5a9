import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { everyEventSchema } from '../../lambdas/contract/every-event.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs', 'events');

const schemas = new Map(
  readdirSync(docs).map((file) => {
    const { title, ...schema } = JSON.parse(readFileSync(join(docs, file), 'utf8')) as Record<
      string,
      unknown
    >;
    return [String(title), z.fromJSONSchema(schema)] as const;
  }),
);

/** Throws unless an event is as the schema says that is published for its type. */
export const mustBePublished = (event: unknown): void => {
  const { 'detail-type': type } = Object(event) as { 'detail-type'?: string };
  const schema = schemas.get(String(type));
  if (schema === undefined) throw new Error(`There is no published schema for ${String(type)}`);
  const told: unknown = JSON.parse(JSON.stringify(event));
  // The published schema lets fields come that it does not know; the contract does not.
  const error = schema.safeParse(told).error ?? everyEventSchema.safeParse(told).error;
  if (error !== undefined) {
    throw new Error(`${String(type)} is not as it is published: ${error.message} ${JSON.stringify(event)}`);
  }
};

/** The same for every line that a local edition wrote anywhere below a folder. @returns how many there were */
export const allMustBePublished = (folder: string): number => {
  if (!existsSync(folder)) return 0;
  const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('events.jsonl'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  let count = 0;
  for (const log of logs) {
    for (const line of readFileSync(log, 'utf8').split('\n')) {
      const event = whole(line);
      if (event === undefined) continue;
      mustBePublished(event);
      count += 1;
    }
  }
  return count;
};

// A process that was killed while it wrote leaves half a line.
const whole = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
