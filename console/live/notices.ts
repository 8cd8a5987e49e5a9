import { signal, type ReadonlySignal } from '@preact/signals';
import { everyEventSchema, type EveryEvent } from '../../lambdas/contract/every-event.ts';
import { withNotice } from './kept-notices.ts';
import { secondsAfterFailures } from './patience.ts';

const kept = signal<readonly EveryEvent[]>([]);
const listening = signal<'connecting' | 'open' | 'lost'>('connecting');
const ears = new Set<(event: EveryEvent) => void>();

/** The notices that passed, newest first, the recent ones before this page was opened among them. */
export const notices: ReadonlySignal<readonly EveryEvent[]> = kept;

/** How the line to the server stands. */
export const noticeLine: ReadonlySignal<'connecting' | 'open' | 'lost'> = listening;

/** Calls for each notice as it passes, until `stop`. */
export const onNotice = (ear: (event: EveryEvent) => void, stop: AbortSignal): void => {
  ears.add(ear);
  stop.addEventListener('abort', () => ears.delete(ear));
};

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

const take = ({ data }: MessageEvent): void => {
  const read = everyEventSchema.safeParse(JSON.parse(String(data)));
  // A newer server may tell of what this page does not know.
  if (!read.success) return;
  const before = kept.value;
  kept.value = withNotice(before, read.data);
  if (kept.value === before) return;
  for (const ear of ears) ear(read.data);
};

const open = (): void => {
  close();
  if (document.visibilityState === 'hidden') return;
  source = new EventSource('/local/notices');
  source.addEventListener('notice', take);
  source.addEventListener('open', () => {
    failures = 0;
    listening.value = 'open';
  });
  source.addEventListener('error', () => {
    listening.value = 'lost';
    // The browser comes again by itself, unless what it was told was no stream.
    if (source?.readyState !== EventSource.CLOSED) return;
    failures += 1;
    timer = setTimeout(open, secondsAfterFailures(failures) * 1_000);
  });
};

const close = (): void => {
  clearTimeout(timer);
  source?.close();
  source = undefined;
};

// A browser has six connections to a server: pages that nobody sees hold none. The recent ones are told again.
document.addEventListener('visibilitychange', open);
open();
