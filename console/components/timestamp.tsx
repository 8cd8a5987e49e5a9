const withDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment, by the reader's clock. */
export const Timestamp = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={at}>
    {withDay.format(new Date(at))}
  </time>
);
