/** The local edition cannot start; the message says why and what to do, in one line. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
