import type { ButtonHTMLAttributes } from 'preact';

export interface ButtonProps extends ButtonHTMLAttributes {
  /** `danger`: cannot be taken back. @default 'plain' */
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet' | undefined;
  /** Something is under way: says so, and takes no further click. */
  readonly busy?: boolean | undefined;
}

/** Says what it does; does nothing while it is busy, and stays in reach of the keyboard meanwhile. */
export const Button = ({ kind = 'plain', busy = false, onClick, children, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    class={`button ${kind}`}
    aria-busy={busy}
    aria-disabled={busy || rest['aria-disabled']}
    onClick={
      busy
        ? (event) => {
            event.preventDefault();
          }
        : onClick
    }
  >
    {busy && <span class="spinner" aria-hidden="true" />}
    {children}
  </button>
);
