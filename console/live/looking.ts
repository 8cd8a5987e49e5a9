import { signal, type ReadonlySignal } from '@preact/signals';
import { ProblemError } from '../../client/client.ts';
import { troubleOf, type Trouble } from '../trouble.ts';
import { secondsAfterFailures } from './patience.ts';

export interface Looking {
  /** What the last look met; undefined where all is well. */
  readonly trouble: ReadonlySignal<Trouble | undefined>;
  /** Looks at once, or once more where a look is under way. */
  readonly soon: () => void;
}

/**
 * Looks again and again while the page is seen, through lost connections too; what the API refuses is not asked again.
 * @param look answers in how many seconds another look is worth it; undefined: only when `soon` is asked
 */
export const keepLooking = (look: () => Promise<number | undefined>, stop: AbortSignal): Looking => {
  const trouble = signal<Trouble | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  let askedMeanwhile = 0;
  let failures = 0;

  const later = (seconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(soon, seconds * 1_000);
  };

  const once = async (): Promise<void> => {
    underWay = true;
    const asked = askedMeanwhile;
    try {
      const seconds = await look();
      failures = 0;
      trouble.value = undefined;
      if (seconds !== undefined) later(seconds);
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      trouble.value = troubleOf(error);
      const refused = error instanceof ProblemError && error.status < 500;
      if (!refused) later(secondsAfterFailures(failures));
    } finally {
      underWay = false;
      if (askedMeanwhile > asked) soon();
    }
  };

  const soon = (): void => {
    if (stop.aborted || document.visibilityState === 'hidden') return;
    clearTimeout(timer);
    if (underWay) askedMeanwhile += 1;
    else void once();
  };

  document.addEventListener('visibilitychange', soon, { signal: stop });
  stop.addEventListener('abort', () => {
    clearTimeout(timer);
  });
  soon();
  return { trouble, soon };
};
