/** What the stand-in asks callers to bring, unless it is told otherwise. Not a secret: it opens nothing but itself. */
export const standInToken = 'stand-in-token';
