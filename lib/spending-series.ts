import { spendingBySchema, type SpendingBy } from '../lambdas/contract/spending-by.ts';
import type { Access } from './access.ts';

/**
 * What the functions measure spending by. An owner with AWS credentials is an account or a role; one with a token is a
 * person, and there may be thousands.
 * @throws Error that names what is wrong
 */
export const spendingSeries = (spendingBy: SpendingBy | undefined, access: Access): SpendingBy => {
  const parsed = spendingBySchema.safeParse(spendingBy ?? {});
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
    throw new Error(`spendingBy: ${faults.join('; ')}`);
  }
  const { owner = access.kind === 'iam', metadata = [] } = parsed.data;
  return { owner, metadata };
};
