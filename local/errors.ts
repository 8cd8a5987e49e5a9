/** The local edition cannot start; the message says why and what to do, in one line. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Whether an error of Node.js or of a library carries this code. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** The first line of an error's message. */
export const firstLine = (error: unknown): string => {
  const isMessage = typeof error === 'object' && error !== null && 'message' in error;
  const message = isMessage ? String(error.message) : String(error);
  return message.split('\n', 1)[0] ?? '';
};
