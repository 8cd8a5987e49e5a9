import type { EditBody } from '../../lambdas/contract/edit.ts';

type EditError = NonNullable<EditBody['error']>;

/** What may be done about a failed edit. */
export const afterError = ({ code, retryable, billable }: EditError): string => {
  const known = steps[code];
  if (known !== undefined) return known;
  if (retryable) return 'The same request may succeed later: start it as a new edit.';
  return billable
    ? 'The same request would fail again: change it, and start a new edit.'
    : 'Nothing was paid. Change what is named, and start a new edit.';
};

/** Whether it may have cost something, in a sentence. */
export const billingWords = ({ billable }: EditError): string =>
  billable ? 'The provider may have charged for it.' : 'Nothing was charged for it.';

// What is not here goes by the marks that each error carries.
const steps: Readonly<Record<string, string>> = {
  inputs_gone: 'Upload clip and pictures anew, and start a new edit: nothing was sent.',
  provider_unavailable: 'Start it again as a new edit once the provider answers.',
  rejected_by_provider: 'Change what the provider names, and start a new edit.',
  abandoned: 'You gave it up. Start a new edit if it is still wanted.',
  result_expired: 'The result is no longer to be had there. Only a new edit, paid for anew, brings another.',
  no_output: 'Look at the job in the account at the provider; a new edit would be paid for anew.',
  no_result: 'Look at the job in the account at the provider; a new edit would be paid for anew.',
  unusable_output: 'Look at the job in the account at the provider; a new edit would be paid for anew.',
};
