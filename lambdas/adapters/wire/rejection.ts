import type { RejectedDetail } from '../../contract/inbox.ts';
import type { Rejection } from '../../core/ports.ts';

/** A rejection as the bus carries it. */
export const toRejectedDetail = ({ id, at, file, message, errors }: Rejection): RejectedDetail => ({
  version: '1',
  id,
  sequence: 1,
  occurred_at: new Date(at).toISOString(),
  origin: {
    bucket: file.bucket,
    key: file.key,
    ...(file.etag === undefined ? {} : { etag: file.etag }),
  },
  message,
  // Of what somebody wrote into a file, there may be any amount.
  errors: errors
    .slice(0, mostErrors)
    .map(({ path, message: why }) => ({ path, message: why.slice(0, mostText) })),
});

const mostErrors = 50;
const mostText = 1_000;
