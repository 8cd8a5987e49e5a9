/** An input the provider cannot use: the job fails with these words. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
}
