import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from '../../core/ports.ts';

export interface LambdaLog extends Log {
  /** Puts the id of this invocation into every line. */
  enter(context: Context): void;
}

export const lambdaLog = ({ stage }: { readonly stage: string }): LambdaLog => {
  const logger = new Logger({ persistentLogAttributes: { stage } });
  return {
    enter: (context) => {
      logger.addContext(context);
    },
    info: (message, facts = {}) => {
      logger.info(message, facts);
    },
    warn: (message, facts = {}) => {
      logger.warn(message, facts);
    },
    error: (message, facts = {}) => {
      logger.error(message, facts);
    },
  };
};
