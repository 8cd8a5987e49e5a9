import type { EventDetail, NoticeType } from '../../contract/events.ts';
import type { Millis } from '../../core/edit.ts';

/** Where an output can be read, and until when, by its key. */
export type Links = ReadonlyMap<string, { readonly url: string; readonly expiresAt: Millis }>;

/** What a receiver gets: the notice in the shape of Standard Webhooks, its outputs with a place to read them. */
export const toWebhookBody = (type: NoticeType, detail: EventDetail, links: Links): string =>
  JSON.stringify({
    // "Edit Completed" is `edit.completed` there.
    type: type.toLowerCase().replaceAll(' ', '.'),
    timestamp: detail.occurred_at,
    data: { ...detail, edit: { ...detail.edit, outputs: detail.edit.outputs.map(withLink(links)) } },
  });

const withLink = (links: Links) => (output: EventDetail['edit']['outputs'][number]) => {
  const link = links.get(output.key);
  return link === undefined
    ? output
    : { ...output, download_url: link.url, download_expires_at: new Date(link.expiresAt).toISOString() };
};

/** What a receiver gets where somebody asked for a test. */
export const toTestBody = (now: Millis): string =>
  JSON.stringify({
    type: 'webhook.test',
    timestamp: new Date(now).toISOString(),
    data: { message: 'A test: nothing happened.' },
  });
