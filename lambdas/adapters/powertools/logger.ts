import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log, Subject } from '../../core/ports.ts';
import { namedFacts } from '../log-facts.ts';
import { printable } from './printable.ts';

export interface LambdaLogProps {
  /** In every line. */
  readonly stage: string;
  /** Likewise, as `service`. @default - POWERTOOLS_SERVICE_NAME */
  readonly serviceName?: string | undefined;
}

export interface LambdaLog extends Log {
  /** Puts what tells this invocation from others into every line: its id, its function, whether it is a cold start. */
  enter(context: Context): void;
  /** Puts these ids into every line from here on, in the place of those before, until the next invocation. */
  about(subject: Subject): void;
}

/** A line of JSON for each thing worth knowing, for CloudWatch, without secrets. Never throws. */
export const lambdaLog = ({ stage, serviceName }: LambdaLogProps): LambdaLog => {
  const logger = new Logger({
    persistentKeys: { stage },
    ...(serviceName === undefined ? {} : { serviceName }),
  });

  const write =
    (level: keyof Log): Log[typeof level] =>
    (message, facts = {}) => {
      try {
        logger[level](String(printable(message)), nameable(printable(facts)));
      } catch {
        // Work that is paid for does not break because its log does.
      }
    };

  return {
    enter: (context) => {
      logger.resetKeys();
      logger.addContext(context);
    },
    about: (subject) => {
      logger.resetKeys();
      logger.appendKeys(namedFacts({ ...subject }));
    },
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
};

// Powertools drops a fact that goes by a name of its own, and warns of it in a line each time.
const taken = ['level', 'message', 'sampling_rate', 'service', 'timestamp'];

const nameable = (facts: unknown): Record<string, unknown> =>
  typeof facts === 'object' && facts !== null
    ? Object.fromEntries(
        Object.entries(namedFacts(facts)).map(([name, fact]) => [
          taken.includes(name) ? `fact_${name}` : name,
          fact,
        ]),
      )
    : { facts };
