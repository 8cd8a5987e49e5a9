import type { EditBody } from '../../lambdas/contract/edit.ts';

/** Where an edit stands, in a few words. */
export const standingOf = ({
  status,
  place,
  queue_position: position,
  waiting_for: waitingFor,
}: EditBody): string => {
  if (place !== undefined) return `${status}, place ${place} in line`;
  if (waitingFor !== undefined) return `${status}, waits for ${waitingFor.replace('_', ' ')}`;
  return position === undefined ? status : `${status}, place ${position} at the provider`;
};

/** Two units at most: 45 s, 3 min 20 s, 2 h 5 min. */
export const durationOf = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
};

const joined = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

export const dollarsOf = (usd: number): string => `$${usd.toFixed(2)}`;
