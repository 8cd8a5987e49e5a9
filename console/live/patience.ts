/** Seconds until a lost connection is tried again. @param failures 1 and more */
export const secondsAfterFailures = (failures: number): number => Math.min(10, 2 ** (failures - 1));
