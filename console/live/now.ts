import { signal, type ReadonlySignal } from '@preact/signals';

const time = signal(Date.now());

/** The time in milliseconds, each second anew while somebody looks. */
export const now: ReadonlySignal<number> = time;

const tick = (): void => {
  if (document.visibilityState === 'visible') time.value = Date.now();
};

setInterval(tick, 1_000);
document.addEventListener('visibilitychange', tick);
