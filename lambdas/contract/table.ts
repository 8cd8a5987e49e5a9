/** What the stack and the functions agree on about the table of edits: one item an edit. */
export const editsTable = {
  partitionKey: 'edit_id',
  timeToLive: 'expires_at',
  byOwner: { name: 'by-owner', partitionKey: 'owner', sortKey: 'created_at', include: ['status'] },
  /** Sparse: `request_id` is there once the provider took the edit. */
  byRequest: { name: 'by-request', partitionKey: 'request_id' },
  /** Sparse: `live` is there only while something is due. */
  byDue: { name: 'by-due', partitionKey: 'live', sortKey: 'due_at' },
} as const;

/** Items of the same table that are no edits: no index holds them, and no edit can have such an id. */
export const stageItems = {
  times: 'stage#times',
  line: 'stage#line',
  price: 'stage#price',
  /** @param month `2026-11` */
  spending: (month: string) => `stage#spending#${month}`,
} as const;

/** And about the table of deliveries: one item a notice and a receiver. */
export const deliveriesTable = {
  partitionKey: 'edit_id',
  sortKey: 'delivery_id',
  timeToLive: 'expires_at',
  /** Sparse: `live` is there only while something is due. */
  byDue: { name: 'by-due', partitionKey: 'live', sortKey: 'due_at' },
} as const;
