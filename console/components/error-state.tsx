import type { ComponentChildren } from 'preact';
import type { Trouble } from '../trouble.ts';

export interface ErrorStateProps {
  readonly trouble: Trouble;
  readonly actions?: ComponentChildren;
}

/** What went wrong, where, and what to do next. */
export const ErrorState = ({ trouble, actions }: ErrorStateProps) => (
  <div class="state error" role="alert">
    <h2>{trouble.title}</h2>
    <p>{trouble.detail}</p>
    {trouble.faults.length > 0 && (
      <ul>
        {trouble.faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    )}
    <p class="next-step">{trouble.nextStep}</p>
    {actions && <div class="actions">{actions}</div>}
  </div>
);
