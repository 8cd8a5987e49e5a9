import type { EveryEvent } from '../../lambdas/contract/every-event.ts';

/** An EventBridge event pattern: each leaf lists what the event may have there. */
export interface RulePattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail?: DetailPattern;
}

type DetailPattern =
  | { readonly edit: { readonly metadata: Readonly<Record<string, readonly string[]>> } }
  | { readonly origin: { readonly bucket: readonly string[] } };

/** A rule that matches this event and others of its kind: by type and, where there is any, by metadata. */
export const rulePattern = (event: EveryEvent): RulePattern => {
  const kind = { source: [event.source], 'detail-type': [event['detail-type']] };
  const { detail } = event;
  if (!('edit' in detail)) return { ...kind, detail: { origin: { bucket: [detail.origin.bucket] } } };
  const metadata = Object.entries(detail.edit.metadata);
  if (metadata.length === 0) return kind;
  return {
    ...kind,
    detail: { edit: { metadata: Object.fromEntries(metadata.map(([key, value]) => [key, [value]])) } },
  };
};
