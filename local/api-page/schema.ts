import { html } from 'ghtml';
import { nameOf, type Schema } from './document.ts';

/** A schema as a list of its fields, each with its type, limits and meaning: HTML, empty for a plain value. */
export const fieldsOf = (schema: Schema): string => {
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) {
    const items = variants.map(
      (variant) => html`<li>${variant.description ?? limitsOf(variant)} !${fieldsOf(variant)}</li>`,
    );
    return html`<p>One of:</p>
      <ul class="variants">
        !${items}
      </ul>`;
  }
  if (schema.items !== undefined) return nameOf(schema.items) === undefined ? fieldsOf(schema.items) : '';
  const { properties, required = [] } = schema;
  if (properties === undefined) return '';
  const fields = Object.entries(properties).map(([name, field]) =>
    fieldView({ name, schema: field, note: required.includes(name) ? 'required' : '' }),
  );
  return html`<dl class="fields">!${fields}</dl>`;
};

export interface FieldProps {
  readonly name: string;
  readonly schema: Schema;
  /** Beside its type: whether it is required, or where it goes. */
  readonly note: string;
  /** @default - as its schema says */
  readonly description?: string | undefined;
}

/** One field as `dt` and `dd`. */
export const fieldView = ({ name, schema, note, description = schema.description }: FieldProps): string =>
  html`<dt><code>${name}</code> !${typeOf(schema)} ${note}</dt>
    <dd>${[description, limitsOf(schema)].filter(Boolean).join(' · ')} !${fieldsOf(schema)}</dd>`;

/** The type of a value in words, with a link to the component that it is: HTML. */
export const typeOf = (schema: Schema): string => {
  const name = nameOf(schema);
  if (name !== undefined) return html`<a href="#${name}">${name}</a>`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.items !== undefined) return html`list of !${typeOf(schema.items)}`;
  if (schema.oneOf !== undefined || schema.anyOf !== undefined) return 'one of several';
  return html`${schema.format ?? schema.type ?? 'anything'}`;
};

const limitNames = {
  minLength: 'length from',
  maxLength: 'length to',
  minItems: 'items from',
  maxItems: 'items to',
  minimum: 'from',
  maximum: 'to',
  exclusiveMinimum: 'more than',
  pattern: 'as',
  default: 'by default',
} as const;

// What zod writes for every integer: a limit of JSON, and none of ours.
const unlimited: readonly unknown[] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

/** Limits of a value, as in `length from 1, length to 255`. */
const limitsOf = (schema: Schema): string =>
  [
    ...(schema.enum ?? []).map((value) => JSON.stringify(value)),
    ...Object.entries(limitNames).flatMap(([keyword, words]) => {
      const value = schema[keyword];
      if (value === undefined || unlimited.includes(value)) return [];
      return [`${words} ${typeof value === 'string' ? value : JSON.stringify(value)}`];
    }),
  ].join(', ');
