import type { EditBody, ResolveRequestBody } from '../../lambdas/contract/edit.ts';
import { usdWords } from '../words/amounts.ts';
import { stakeWords } from '../words/cost.ts';

/** What somebody may do to an edit as it stands. */
export interface Ways {
  readonly cancel: boolean;
  readonly resolve: boolean;
  readonly delete: boolean;
}

export const waysOf = (edit: EditBody): Ways => {
  const nothing = { cancel: false, resolve: false, delete: false };
  switch (edit.status) {
    case 'accepted':
      return { ...nothing, cancel: true };
    case 'submitting':
    case 'queued':
      return { ...nothing, cancel: edit.cancel_requested_at === undefined };
    case 'running':
    case 'storing':
      return nothing;
    case 'uncertain':
      return { ...nothing, resolve: true };
    case 'completed':
    case 'failed':
    case 'cancelled':
      return { ...nothing, delete: edit.deleted_at === undefined && edit.delete_requested_at === undefined };
  }
};

/** What comes of cancelling, sentence by sentence. */
export const cancelConsequences = (edit: EditBody): readonly string[] =>
  edit.status === 'accepted'
    ? ['It has not been sent. It is taken out of the line, nothing is paid, and nothing will be.']
    : [
        'The provider is asked to cancel it. Before it begins there, nothing is made.',
        `Once it runs it cannot be stopped: it is then billed (${stakeWords(edit)}), and its result is kept.`,
        'What came of the wish is shown here.',
      ];

/** What comes of deleting. */
export const deleteConsequences = (edit: EditBody): readonly string[] => [
  `Gone for good: ${edit.outputs.length === 0 ? '' : 'the result, '}uploads made for it, its prompt, addresses and metadata, and what webhooks were told.`,
  `What stays is that it was, and what it cost${edit.cost_usd === undefined ? '' : ` (${usdWords(edit.cost_usd)})`}. Nothing is paid back.`,
  'Not reached: your own files, what the provider keeps, and what was downloaded or told to others.',
];

export type Resolution = ResolveRequestBody['action'];

export interface ResolutionWords {
  readonly action: Resolution;
  readonly label: string;
  readonly when: string;
  readonly consequence: string;
}

/** The three ways to settle an unknown outcome, the one that costs nothing more first. */
export const resolutionWords = (edit: EditBody): readonly ResolutionWords[] => [
  {
    action: 'adopt',
    label: 'Adopt the job',
    when: 'The account there shows a job with this prompt at this time.',
    consequence: 'The edit goes on with that job, which is paid for already. Nothing is sent.',
  },
  {
    action: 'resubmit',
    label: 'Send it again',
    when: 'The account there shows no such job.',
    consequence: `The edit is sent again, once, and paid for (${stakeWords(edit)}). If the provider did take it the first time, that is paid for as well: twice for one edit.`,
  },
  {
    action: 'abandon',
    label: 'Give it up',
    when: 'Either, and nobody needs it.',
    consequence: `The edit ends as failed. If the provider did take it, that is billed (${stakeWords(edit)}), and nobody fetches its result.`,
  },
];

export interface ResolutionForm {
  readonly action: Resolution | undefined;
  readonly requestId: string;
  /** Whether somebody looked in the account, and found no such job. */
  readonly looked: boolean;
}

/** What is sent of the form, or what it still lacks. */
export type ResolutionWish =
  | { readonly request: ResolveRequestBody; readonly missing?: undefined }
  | { readonly request?: undefined; readonly missing: string };

export const resolutionOf = ({ action, requestId, looked }: ResolutionForm): ResolutionWish => {
  switch (action) {
    case undefined:
      return { missing: 'Choose one of the three ways.' };
    case 'adopt':
      return requestId.trim() === ''
        ? { missing: 'Enter the id of the job, as the account at the provider shows it.' }
        : { request: { action, request_id: requestId.trim() } };
    case 'resubmit':
      return looked
        ? { request: { action } }
        : { missing: 'Look in the account at the provider first, and say that it shows no such job.' };
    case 'abandon':
      return { request: { action } };
  }
};
