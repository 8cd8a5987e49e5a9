import type * as z from 'zod';

export interface Fault {
  /** As a caller writes it: `elements[0].reference_image_urls[1]`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Everything wrong with a body, each by its path. */
export const faultsOf = ({ issues }: z.ZodError): Fault[] => issues.flatMap(faults);

// zod reports the unknown fields of an object in one issue; a caller wants each by its own path.
const faults = (issue: z.core.$ZodIssue): Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a field here' }))
    : [{ path: pathOf(issue.path), message: issue.message }];

const shown = 100;

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, place) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part).slice(0, shown);
      return place === 0 ? name : `.${name}`;
    })
    .join('');
