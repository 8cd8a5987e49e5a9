import type { Estimate } from './estimate.ts';
import { durationOf } from './words.ts';

/** What is shown of how far it is, in words: without a number where nobody knows one. */
export const leftOf = ({ leftSeconds, overrun }: Estimate): string => {
  if (overrun && leftSeconds === undefined) return 'takes longer than estimated';
  if (leftSeconds === undefined) return '';
  const left = `about ${durationOf(leftSeconds)} left`;
  return overrun ? `${left}, longer than usual` : left;
};

const widestBar = 30;
const narrowestBar = 8;

/** One line of at most `columns` characters: the bar gives way first, then the end of the line. */
export const progressLine = (
  subject: string,
  standing: string,
  estimate: Estimate,
  columns: number,
): string => {
  const percent = `${Math.floor(estimate.fraction * 100)} %`;
  const left = leftOf(estimate);
  const words = [subject, standing].filter((part) => part !== '').join('  ');
  const tail = [percent, left].filter((part) => part !== '').join('  ');
  const room = columns - words.length - tail.length - 6;
  const line =
    room >= narrowestBar
      ? `${words}  [${barOf(estimate.fraction, Math.min(room, widestBar))}]  ${tail}`
      : `${words}  ${tail}`;
  return line.length <= columns ? line : `${line.slice(0, Math.max(columns - 1, 0))}…`;
};

const barOf = (fraction: number, width: number): string => {
  const filled = Math.floor(fraction * width);
  return `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
};
