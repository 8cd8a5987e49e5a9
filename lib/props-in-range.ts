import type { ZodSafeParseResult } from 'zod';
import { budgetSchema, type BudgetSettings } from '../lambdas/contract/budget.ts';
import { lookLimitsSchema, type LookingSettings } from '../lambdas/contract/look-limits.ts';
import { mustBeOrigins } from './allowed-origins.ts';

export interface RangedProps {
  readonly stage: string;
  readonly slots: number;
  readonly looking: LookingSettings;
  readonly budget: BudgetSettings | undefined;
  readonly allowedOrigins: readonly string[];
}

// Each holder is an entry of one item, which may have 400 kB and is written whole.
const mostSlots = 1_000;

/** @throws Error that names the prop, and what it should be */
export const mustBeInRange = ({ stage, slots, looking, budget, allowedOrigins }: RangedProps): void => {
  if (!/^[a-z][a-z0-9-]{0,15}$/u.test(stage)) {
    throw new Error(
      'stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter, ' +
        `and is ${JSON.stringify(stage)}`,
    );
  }
  if (!Number.isInteger(slots) || slots < 1 || slots > mostSlots)
    throw new Error(`slots must be a whole number from 1 to ${mostSlots}, and is ${slots}`);
  mustFit('budget', budgetSchema.optional().safeParse(budget));
  mustFit('looking', lookLimitsSchema.safeParse(looking));
  mustBeOrigins(allowedOrigins);
};

const mustFit = (name: string, { error }: ZodSafeParseResult<unknown>): void => {
  if (error === undefined) return;
  const faults = error.issues.map(({ path, message }) => [[name, ...path].join('.'), message].join(' '));
  throw new Error(faults.join('; '));
};
