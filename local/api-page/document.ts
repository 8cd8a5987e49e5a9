/** What the page reads of an OpenAPI 3.1 document whose schemas are JSON Schema of draft 2020-12. */
export interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export type PathItem = Readonly<Partial<Record<Method, Described>>> & {
  readonly parameters?: readonly Parameter[];
};

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof methods)[number];

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly [keyword: string]: unknown;
}

/** One call of the API, with the parameters that all calls at its path have. */
export interface Operation extends Described {
  readonly method: Method;
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

export const operationsOf = ({ paths }: Document): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const described = item[method];
      if (described === undefined) return [];
      const parameters = [...(item.parameters ?? []), ...(described.parameters ?? [])];
      return [{ ...described, method, path, parameters }];
    }),
  );

/** The name of the component that a schema stands for, where it stands for one. */
export const nameOf = ({ $ref }: Schema): string | undefined => $ref?.replace('#/components/schemas/', '');

/** The smallest value that has what a schema requires: to begin a body from. */
export const skeletonOf = (schema: Schema, document: Document): unknown => {
  const name = nameOf(schema);
  if (name !== undefined) return skeletonOf(document.components.schemas[name] ?? {}, document);
  const [variant] = schema.oneOf ?? schema.anyOf ?? [];
  if (variant !== undefined) return skeletonOf(variant, document);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const { properties = {}, required = [] } = schema;
  if (schema.type === 'object') {
    return Object.fromEntries(required.map((key) => [key, skeletonOf(properties[key] ?? {}, document)]));
  }
  if (schema.type === 'array') return [];
  return schema.type === 'integer' || schema.type === 'number' ? 0 : '';
};
