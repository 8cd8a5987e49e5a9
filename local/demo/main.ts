import { CannotStart } from '../errors.ts';
import { demo } from './demo.ts';
import { demoOptions, help } from './options.ts';

const main = async (): Promise<void> => {
  const options = demoOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(help);
  else await demo(options, process.stdout);
};

main().catch((error: unknown) => {
  if (error instanceof CannotStart) console.error(`demo: ${error.message}`);
  else console.error(error);
  process.exitCode = 1;
});
