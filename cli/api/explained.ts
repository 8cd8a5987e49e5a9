import { ConnectionError, ProblemError, UnexpectedAnswer } from '../../client/client.ts';
import { exitOfProblem, type Exit } from '../exit-codes.ts';
import { CliError } from '../errors.ts';
import type { Api } from './address.ts';

/** @param nameOf what the command line calls a field of the request */
export const explained = (
  error: unknown,
  { url, local }: Pick<Api, 'url' | 'local'>,
  nameOf: (field: string) => string = (field) => field,
): unknown => {
  if (error instanceof ProblemError) return ofProblem(error, nameOf);
  if (error instanceof ConnectionError)
    return new CliError('unreachable', `The API at ${url} does not answer: ${error.message}`, {
      code: 'unreachable',
      next: local
        ? 'Start the local edition with `npx reshoot start`, or name another API with --api or RESHOOT_API.'
        : 'Look at --api (or RESHOOT_API) and the network; `reshoot doctor` tells more.',
      cause: error,
    });
  if (error instanceof UnexpectedAnswer) return ofStranger(error, url);
  return error;
};

const ofProblem = (error: ProblemError, nameOf: (field: string) => string): CliError => {
  // A newer API may have codes that the table does not.
  const table: Readonly<Record<string, Exit>> = exitOfProblem;
  const { code, title, detail, errors, editId, retryAfterSeconds } = error;
  return new CliError(table[code] ?? (error.status < 500 ? 'usage' : 'unexpected'), `${title}. ${detail}`, {
    code,
    faults: errors.map(({ path, message }) => ({ at: nameOf(path), message })),
    editId,
    next:
      retryAfterSeconds === undefined
        ? undefined
        : `The same command again in ${retryAfterSeconds} s goes on where this one ended.`,
    cause: error,
  });
};

const ofStranger = (error: UnexpectedAnswer, url: string): CliError => {
  if (error.status === 401 || error.status === 403)
    return new CliError('unreachable', `The API at ${url} does not take the caller (${error.status})`, {
      code: 'caller_refused',
      next: 'Set RESHOOT_TOKEN or AWS credentials that the stage takes; `reshoot doctor` says what was found.',
      cause: error,
    });
  return new CliError('unreachable', `What answers at ${url} is not the API of Reshoot: ${error.message}`, {
    code: 'not_the_api',
    next: 'Look at --api (or RESHOOT_API).',
    cause: error,
  });
};
