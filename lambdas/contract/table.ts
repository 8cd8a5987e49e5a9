/** What the stack and the functions agree on about the table of edits: one item an edit. */
export const editsTable = {
  partitionKey: 'edit_id',
  timeToLive: 'expires_at',
  byOwner: { name: 'by-owner', partitionKey: 'owner', sortKey: 'created_at', include: ['status'] },
  /** Sparse: `live` is there only while something is due. */
  byDue: { name: 'by-due', partitionKey: 'live', sortKey: 'due_at' },
} as const;
