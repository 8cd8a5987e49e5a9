import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The arguments with which Lambda starts Node.js: V8's young generation and heap are bound to shares of the function's
 * memory, as the bootstrap of its runtime images has it.
 */
const lambdaArguments = (memoryMb: number): readonly string[] => [
  '--expose-gc',
  `--max-semi-space-size=${Math.floor(memoryMb * 0.05)}`,
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
];

export interface LambdaProcess {
  /** A CommonJS file that prints one line of JSON and ends. */
  readonly file: string;
  readonly given: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

/** Runs a file as Lambda would. @returns what it printed, parsed. @throws Error where it fails */
export const runAsLambda = async (process_: LambdaProcess): Promise<unknown> => {
  const { file, given, environment, memoryMb } = process_;
  const { stdout } = await run(process.execPath, [...lambdaArguments(memoryMb), file, ...given], {
    // And nothing of this process's own environment, that of Node.js among it.
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      ...environment,
    },
    maxBuffer: 64 * 1_024 ** 2,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
};
