import { environment, type Environment, type EnvironmentPart } from '../contract/environment.ts';

/** What Lambda itself tells a function of where it runs; elsewhere there is none of it. */
export const lambdaSurroundings = {
  daemonAddress: process.env['AWS_XRAY_DAEMON_ADDRESS'],
  // Set anew for each invocation.
  traceHeader: (): string | undefined => process.env['_X_AMZN_TRACE_ID'],
};

// To compile a schema pays where it is used again.
const readOnce = { jitless: true };

/**
 * These parts of this function's environment, read once, at its cold start, and with nothing assumed.
 * @throws Error that names every variable that is missing or wrong
 */
export const readEnv = <Part extends EnvironmentPart>(...parts: readonly Part[]): Environment<Part> => {
  const read = parts.map((part) => environment[part].safeParse(process.env, readOnce));
  const faults = read.flatMap(({ error }) =>
    (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
  if (faults.length > 0) {
    throw new Error(
      `The environment is not as the stack should have made it. ${[...new Set(faults)].join('; ')}`,
    );
  }
  return Object.assign({}, ...read.map(({ data }) => data)) as Environment<Part>;
};
