import { createInterface } from 'node:readline/promises';
import { usageError } from '../errors.ts';
import type { Session } from '../session.ts';

/** Says the consequence and asks. @throws CliError where the answer is no, or nobody is there to ask */
export const confirm = async (
  consequence: string,
  yes: boolean,
  { input, errors, signal }: Pick<Session, 'input' | 'errors' | 'signal'>,
): Promise<void> => {
  if (yes) return;
  if (!input.isTTY || !errors.isTTY)
    throw usageError(
      `${consequence} Nobody is here to be asked, and nothing was done`,
      'Say --yes if that is meant.',
    );
  const questions = createInterface({ input, output: errors });
  try {
    const answer = await questions.question(`${consequence} Go on? [y/N] `, { signal });
    if (!/^y(?:es)?$/iu.test(answer.trim())) throw usageError('Nothing was done');
  } finally {
    questions.close();
  }
};
