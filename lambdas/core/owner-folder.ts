import { createHash } from 'node:crypto';

/** The part of a key that stands for an owner: the name itself may hold anything. */
export const ownerFolder = (owner: string): string =>
  createHash('sha256').update(owner).digest('hex').slice(0, 32);
