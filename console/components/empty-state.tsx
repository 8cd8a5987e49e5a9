import type { ComponentChildren } from 'preact';

export interface EmptyStateProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** Nothing is there: says why, and what can be done. */
export const EmptyState = ({ title, children, actions }: EmptyStateProps) => (
  <div class="state empty">
    <h2>{title}</h2>
    {children}
    {actions && <div class="actions">{actions}</div>}
  </div>
);
