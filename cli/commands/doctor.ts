import { readAccount } from '../api/account.ts';
import { explained } from '../api/explained.ts';
import { CliError } from '../errors.ts';
import { exitOfAll, type Exit } from '../exit-codes.ts';
import { accountChecks, type Check } from '../output/checks.ts';
import { checkLine } from '../output/check-line.ts';
import type { Session } from '../session.ts';

/** `reshoot doctor`: what is needed to send an edit, one after the other, and what to do where it is not there. */
export const doctor = async (session: Session): Promise<Exit> => {
  const checks: Check[] = [];
  const { screen, api } = session;
  const tell = (check: Check): void => {
    checks.push(check);
    if (!screen.json) screen.result(checkLine(check, session.output), check);
  };
  tell({ name: 'address', exit: 'ok', text: `${api.url} (${api.from})` });
  try {
    tell(await callerCheck(session));
    const account = await readAccount(session);
    tell({
      name: 'API',
      exit: 'ok',
      text: `answers${account === undefined ? '' : `, version ${account.version}`}`,
    });
    if (account === undefined)
      tell({ name: 'account', exit: 'ok', text: 'this API is of an older version, and does not tell of it' });
    else accountChecks(account).forEach(tell);
  } catch (error) {
    tell(failedCheck(explained(error, api)));
  }
  const exit = exitOfAll(checks.map((check) => check.exit));
  if (screen.json) screen.result('', { ok: exit === 'ok', checks: checks.map(checkDocument) });
  return exit;
};

const callerCheck = async ({ caller: { kind, from, auth } }: Session): Promise<Check> => {
  if (auth !== undefined && 'sigV4' in auth && typeof auth.sigV4.credentials === 'function')
    await auth.sigV4.credentials();
  const who = { nobody: 'nobody', token: 'a token', aws: 'AWS credentials' }[kind];
  return { name: 'caller', exit: 'ok', text: `${who} (${from})` };
};

const failedCheck = (error: unknown): Check => {
  if (!(error instanceof CliError)) throw error;
  const name = error.code === 'no_credentials' || error.code === 'caller_refused' ? 'caller' : 'API';
  return { name, exit: error.exit, text: error.message, next: error.next };
};

const checkDocument = ({ name, exit, text, next }: Check) => ({
  name,
  ok: exit === 'ok',
  text,
  ...(next === undefined ? {} : { next }),
});
