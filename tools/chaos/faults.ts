import type { Fault } from '../../local/stand-in/faults/fault.ts';

type Wish = Pick<Fault, 'on' | 'do' | 'share'>;

/** What the provider does wrong all the while, each in so many of its calls. */
export const randomFaults: readonly Wish[] = [
  { on: 'submit', share: 0.25, do: { kind: 'delay', seconds: 1.5 } },
  { on: 'submit', share: 0.02, do: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } },
  { on: 'submit', share: 0.01, do: { kind: 'reset', when: 'before-reading' } },
  { on: 'submit', share: 0.01, do: { kind: 'reset', when: 'before' } },
  { on: 'submit', share: 0.01, do: { kind: 'reset', when: 'after' } },
  { on: 'submit', share: 0.01, do: { kind: 'hang-up', when: 'after' } },
  { on: 'submit', share: 0.01, do: { kind: 'answer', status: 502, body: '<html>bad gateway</html>' } },
  { on: 'submit', share: 0.01, do: { kind: 'say', body: { request_id: null } } },
  { on: 'submit', share: 0.01, do: { kind: 'shorten', bytes: 12 } },
  { on: 'status', share: 0.03, do: { kind: 'answer', status: 500 } },
  { on: 'status', share: 0.02, do: { kind: 'reset', when: 'after' } },
  { on: 'status', share: 0.02, do: { kind: 'say', body: { status: 'Pending_Review' } } },
  { on: 'status', share: 0.02, do: { kind: 'say', body: { status: 'in_queue' } } },
  { on: 'status', share: 0.01, do: { kind: 'answer', status: 404, body: { error_code: 404001 } } },
  { on: 'result', share: 0.05, do: { kind: 'answer', status: 400, body: { error_code: 400005 } } },
  { on: 'result', share: 0.03, do: { kind: 'reset', when: 'before' } },
  { on: 'result', share: 0.05, do: { kind: 'expire', seconds: 0 } },
  { on: 'output', share: 0.1, do: { kind: 'break', afterBytes: 40_000 } },
  { on: 'output', share: 0.05, do: { kind: 'shorten', bytes: 60_000 } },
  { on: 'output', share: 0.05, do: { kind: 'new-etag' } },
  { on: 'output', share: 0.05, do: { kind: 'alter', headers: { 'content-type': 'text/html' } } },
  { on: 'output', share: 0.1, do: { kind: 'delay', seconds: 1 } },
  { on: 'cancel', share: 0.2, do: { kind: 'reset', when: 'after' } },
];
