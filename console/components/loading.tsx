/** @param what is being fetched, in words */
export const Loading = ({ what }: { readonly what: string }) => (
  <p class="state loading" role="status">
    <span class="spinner" aria-hidden="true" />
    {what}
  </p>
);
