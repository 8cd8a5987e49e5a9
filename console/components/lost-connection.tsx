import type { Trouble } from '../trouble.ts';

/** Above what was fetched before: that it may be out of date, and why. */
export const LostConnection = ({ trouble }: { readonly trouble: Trouble | undefined }) => (
  <div class="lost-region" role="status">
    {trouble !== undefined && (
      <p class="lost">
        <span class="spinner" aria-hidden="true" />
        <span>
          {trouble.code === undefined ? (
            <>
              <strong>Connection lost, trying again.</strong> What is shown here may be out of date.{' '}
              {trouble.nextStep}
            </>
          ) : (
            <>
              <strong>{trouble.title}.</strong> {trouble.detail} {trouble.nextStep}
            </>
          )}
        </span>
      </p>
    )}
  </div>
);
