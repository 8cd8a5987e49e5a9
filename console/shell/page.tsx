import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface PageProps {
  /** Of the window, and the heading unless there is another. */
  readonly title: string;
  readonly heading?: ComponentChildren;
  /** Beside the heading. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

let first = true;

/** One view: names the window, and takes the focus to its heading when somebody went there. */
export const Page = ({ title, heading = title, actions, children }: PageProps) => {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Reshoot`;
  }, [title]);
  useEffect(() => {
    // The first page was opened by the browser, which begins at its top.
    if (!first) ref.current?.focus();
    first = false;
  }, []);
  return (
    <main id="main">
      <div class="page-head">
        <h1 ref={ref} tabIndex={-1}>
          {heading}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </main>
  );
};
