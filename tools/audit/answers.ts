import type { Answer } from './advisories.ts';

/** The advisories that are lived with, each until a day. None at present. */
export const answers: readonly Answer[] = [];
