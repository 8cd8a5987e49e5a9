import type { EveryEvent } from '../../lambdas/contract/every-event.ts';
import type { Tone } from '../words/status.ts';

export type EventType = EveryEvent['detail-type'];

export const eventTones: Readonly<Record<EventType, Tone>> = {
  'Edit Submitted': 'under-way',
  'Edit Completed': 'good',
  'Edit Failed': 'bad',
  'Edit Cancelled': 'over',
  'Edit Uncertain': 'warn',
  'Edit Overdue': 'warn',
  'Webhook Undeliverable': 'bad',
  'Edit Rejected': 'bad',
};

export const noticeTone = (type: EventType): Tone => eventTones[type];

export const eventTypes = Object.keys(eventTones) as readonly EventType[];

const mostCharacters = 140;

/** What a notice is about, in one line. @param known of whom the reader knows already: the prompt says nothing new */
export const aboutWords = ({ detail }: EveryEvent, known?: 'edit'): string => {
  if (!('edit' in detail)) return short(`${detail.origin.key}: ${detail.message}`);
  if ('delivery' in detail) return short(`to ${detail.delivery.url}`);
  if (detail.edit.error !== undefined) return short(detail.edit.error.message);
  return known === 'edit' ? '' : short(detail.edit.request?.prompt ?? '');
};

const short = (text: string): string =>
  text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1).trimEnd()}…`;
