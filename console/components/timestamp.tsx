import { now } from '../live/now.ts';
import { isSameDay } from '../words/durations.ts';

const ofDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const withDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment by the reader's clock; the day only where it is not today. */
export const Timestamp = ({ at }: { readonly at: string }) => {
  const date = new Date(at);
  const today = isSameDay(date, new Date(now.value));
  return (
    <time dateTime={at} title={withDay.format(date)}>
      {(today ? ofDay : withDay).format(date)}
    </time>
  );
};
