import type { Line } from '../../lambdas/core/line.ts';
import type { Grant } from '../../lambdas/core/turn.ts';

/** The line once this slot is taken, or undefined where it is not to be had. */
export const taken = (line: Line, grant: Grant): Line | undefined => {
  const { editId, slots, at, serving, marks, holdMarks, pause } = grant;
  const fits = Object.keys(line.holders).length < slots || editId in line.holders;
  if (!fits || line.serving > serving || line.pause?.tryAt !== pause?.tryAt) return undefined;
  const holders = { ...line.holders, [editId]: at };
  return { ...line, holders, serving, marks, holdMarks, movedAt: at, pause: pause?.next };
};

/** The line once this slot is given back. */
export const released = (line: Line, editId: string, at: number, heldSeconds?: number): Line => {
  const { [editId]: since, ...holders } = line.holders;
  if (since === undefined) return line;
  const { count, seconds } = line.holds;
  const holds = heldSeconds === undefined ? line.holds : { count: count + 1, seconds: seconds + heldSeconds };
  return { ...line, holders, holds, movedAt: at, ...(heldSeconds === undefined ? {} : { freedAt: at }) };
};
