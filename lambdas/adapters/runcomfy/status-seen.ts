import type { StatusSeen } from '../../core/provider.ts';
import { describe } from './answer.ts';
import type { Heard } from './exchange.ts';
import { reading } from './reading.ts';
import { statusWord } from './status-word.ts';

/** How a request stands. */
export const statusSeen = (heard: Heard): StatusSeen => {
  const seen = reading(heard);
  switch (seen.read) {
    case 'unknown_request':
      return { status: 'unknown_request' };
    case 'not_ready':
    case 'unreachable':
      return { status: 'unreachable', why: seen.why };
    case 'body':
      break;
  }
  const { word, meaning } = statusWord(seen.body);
  switch (meaning) {
    case 'queued':
      return { status: 'queued', queuePosition: seen.body.queue_position };
    case 'running':
      return { status: 'running' };
    case 'ended_well':
    case 'ended_badly':
      return { status: 'finished' };
    case 'cancelled':
      return { status: 'cancelled' };
    case undefined:
      return word === undefined
        ? { status: 'unreachable', why: `${describe(seen.answer)}, but with no status` }
        : { status: 'running', word };
  }
};
