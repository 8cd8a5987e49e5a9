import { signal } from '@preact/signals';

interface Toast {
  readonly key: number;
  readonly text: string;
}

const shownMs = 6_000;
const toasts = signal<readonly Toast[]>([]);
const spoken = signal('');
let last = 0;

/** Told to whoever does not see the page: short, and only what changed. */
export const announce = (text: string): void => {
  // The same words again are told again only where the region changes in between.
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
};

/** Told to everybody, and gone by itself. */
export const toast = (text: string): void => {
  announce(text);
  last += 1;
  const key = last;
  toasts.value = [...toasts.value, { key, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((other) => other.key !== key);
  }, shownMs);
};

export const Toasts = () => (
  <>
    <div class="visually-hidden" role="status" aria-live="polite">
      {spoken}
    </div>
    <div class="toasts" aria-hidden="true">
      {toasts.value.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  </>
);
