import { Command, Option } from 'commander';
import { usualApi } from './api/address.ts';
import { batch, type BatchOptions } from './commands/batch.ts';
import { cancel } from './commands/cancel.ts';
import { deleteEdit, type DeleteOptions } from './commands/delete.ts';
import { deliveries, resend } from './commands/deliveries.ts';
import { doctor } from './commands/doctor.ts';
import { download, type DownloadOptions } from './commands/download.ts';
import { edit, type EditCommandOptions } from './commands/edit.ts';
import { list, type ListOptions } from './commands/list.ts';
import { resolve, type ResolveOptions } from './commands/resolve.ts';
import { status } from './commands/status.ts';
import { watch } from './commands/watch.ts';
import { exitCodesText, type Exit } from './exit-codes.ts';
import { openSession, type GlobalOptions, type Session, type Surroundings } from './session.ts';

export interface ProgramProps {
  readonly surroundings: Surroundings;
  readonly version: string;
  /** Told of what a command came to, and whom it asked. */
  readonly ended: (exit: Exit) => void;
  readonly opened: (session: Session) => void;
}

/** All commands, their arguments and their help. */
export const createProgram = ({ surroundings, version, ended, opened }: ProgramProps): Command => {
  const program = new Command('reshoot')
    .description(
      'Sends clips to be edited, follows them, and brings the results. Nothing is ever sent twice.',
    )
    .version(version, '--version', 'the version')
    .option('--api <URL>', `the API (default: RESHOOT_API, or the local edition at ${usualApi})`)
    .option(
      '--profile <NAME>',
      'of the AWS configuration, for a stage with IAM access (default: AWS_PROFILE)',
    )
    .option('--region <NAME>', 'of the API, where its address does not say it (default: AWS_REGION)')
    .option('--json', 'results and errors as JSON, and no progress')
    .option('--quiet', 'no progress')
    .helpOption('-h, --help', 'this text')
    .helpCommand('help [command]', 'the help of a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => surroundings.out.write(text),
      writeErr: (text) => surroundings.err.write(text),
      // Whoever runs the program shows it, in the form that is asked for.
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .exitOverride();
  const run = async (command: Command, action: (session: Session) => Promise<Exit>): Promise<void> => {
    const session = openSession(command.optsWithGlobals<GlobalOptions>(), surroundings);
    opened(session);
    ended(await action(session));
  };
  addSending(program, run);
  addAsking(program, surroundings, run);
  addDeciding(program, run);
  program
    .command('start')
    .summary('the edition that runs on this machine')
    .description('Starts API, workflow and page on this machine. Its own options: reshoot start --help.')
    .allowUnknownOption()
    .argument('[options...]')
    .addHelpText('after', examples('reshoot start --open', 'reshoot start --port 4701 --data studio'));
  program.addHelpText(
    'after',
    `
${exitCodesText()}

${examples('npx reshoot start', 'reshoot edit drive.mp4 --prompt "A cold blue night" --wait --out night.mp4').trimStart()}`,
  );
  return program;
};

type Run = (command: Command, action: (session: Session) => Promise<Exit>) => Promise<void>;

const examples = (...lines: readonly string[]): string =>
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`;

const again = (text: string, before: readonly string[]): string[] => [...before, text];

const addSending = (program: Command, run: Run): void => {
  program
    .command('edit')
    .summary('sends a clip to be edited')
    .description(
      'Sends a clip with a prompt and pictures. The same command again is the same edit, however often it was killed.',
    )
    .argument('CLIP', 'a file (.mp4, .mov) or an address (https://, s3://)')
    .requiredOption('--prompt <TEXT>', 'what to change; @Image1 and @Element1 name pictures and elements')
    .option('--image <PLACE>', 'a picture (.png, .jpg): a file or an address; again for more', again, [])
    .option('--element <PLACES>', 'what to bring in: frontal.png,angle.jpg,…; again for more', again, [])
    .option('--keep-audio', "keep the clip's sound")
    .option('--webhook <URL>', 'told when the edit ends')
    .option('--metadata <KEY=VALUE>', 'comes back with the edit; again for more', again, [])
    .option('--take <N>', 'another number makes another edit of the same', '1')
    .option('--key <KEY>', 'an idempotency key of your own (default: made of what the edit is)')
    .option('--wait', 'follow it to its end')
    .option('--out <PLACE>', 'file or folder for the output; waits for it')
    .option('--force', 'replace the file that is there')
    .addHelpText(
      'after',
      examples(
        'reshoot edit drive.mp4 --prompt "A cold blue night" --wait --out night.mp4',
        'reshoot edit drive.mp4 --prompt "@Element1 drives through @Image1" --element front.png,side.png --image alps.jpg',
      ),
    )
    .action(async (clip: string, options: EditCommandOptions, command: Command) =>
      run(command, async (session) => edit(clip, options, session)),
    );
  program
    .command('batch')
    .summary('sends every edit of a manifest')
    .description(
      'Sends one edit for each line of a manifest (JSON: clip, prompt, images, elements, keep_audio, webhook_url, ' +
        'metadata, take, out), and follows all. Run it again after a kill: nothing is sent twice.',
    )
    .argument('MANIFEST', 'a file of lines of JSON; files in it are named from its own folder')
    .option('--concurrency <N>', 'how many are uploaded and sent at once', '4')
    .option('--out-dir <FOLDER>', 'where outputs go (default: beside the manifest, where a line names "out")')
    .option('--no-wait', 'send, and do not follow')
    .option('--force', 'replace files that are there')
    .addHelpText('after', examples('reshoot batch night.jsonl --out-dir results'))
    .action(async (manifest: string, options: BatchOptions, command: Command) =>
      run(command, async (session) => batch(manifest, options, session)),
    );
};

const addAsking = (program: Command, { out }: Surroundings, run: Run): void => {
  program
    .command('status')
    .summary('an edit as it stands')
    .description('An edit as it stands.')
    .argument('ID')
    .addHelpText('after', examples(`reshoot status ${exampleId}`))
    .action(async (id: string, _options: unknown, command: Command) =>
      run(command, async (session) => status(id, session)),
    );
  program
    .command('list')
    .summary('edits, newest first')
    .description('Edits, newest first.')
    .option('--status <STATUS>', 'only those')
    .option('--limit <N>', 'how many (default: 20)')
    .addOption(new Option('--all', 'all of them').conflicts('limit'))
    .addHelpText('after', examples('reshoot list --status failed', 'reshoot list --all --json'))
    .action(async (options: ListOptions, command: Command) =>
      run(command, async (session) => list(options, out.isTTY ? out.columns || 80 : Infinity, session)),
    );
  program
    .command('watch')
    .summary('follows edits to their end')
    .description('Follows edits until each has ended or is uncertain.')
    .argument('ID...')
    .addHelpText('after', examples(`reshoot watch ${exampleId}`))
    .action(async (ids: string[], _options: unknown, command: Command) =>
      run(command, async (session) => watch(ids, session)),
    );
  program
    .command('download')
    .summary('brings the output of a completed edit')
    .description('Brings the output of a completed edit, and checks it against size and SHA-256.')
    .argument('ID')
    .option('--out <PLACE>', 'file or folder', '.')
    .option('--force', 'replace the file that is there')
    .addHelpText('after', examples(`reshoot download ${exampleId} --out night.mp4`))
    .action(async (id: string, options: DownloadOptions, command: Command) =>
      run(command, async (session) => download(id, options, session)),
    );
  program
    .command('doctor')
    .summary('looks at credentials, API and account')
    .description('Looks at credentials, API and account, and says what to do about each.')
    .addHelpText(
      'after',
      examples('reshoot doctor', 'reshoot doctor --api https://api.example.com --profile studio'),
    )
    .action(async (_options: unknown, command: Command) => run(command, async (session) => doctor(session)));
};

const addDeciding = (program: Command, run: Run): void => {
  program
    .command('cancel')
    .summary('cancels an edit')
    .description('Cancels an edit; what runs at the provider cannot be stopped.')
    .argument('ID')
    .addHelpText('after', examples(`reshoot cancel ${exampleId}`))
    .action(async (id: string, _options: unknown, command: Command) =>
      run(command, async (session) => cancel(id, session)),
    );
  program
    .command('resolve')
    .summary('settles an uncertain edit')
    .description('Settles an uncertain edit: adopt a job of the provider, resubmit, or abandon.')
    .argument('ID')
    .argument('ACTION', 'adopt, resubmit or abandon')
    .argument('[REQUEST_ID]', 'of the job to adopt')
    .option('--yes', 'resubmit without being asked')
    .addHelpText(
      'after',
      examples(
        `reshoot resolve ${exampleId} adopt 8ecc3a1b-f00e-4aea-a052-4e56c38e7a6e`,
        `reshoot resolve ${exampleId} resubmit`,
      ),
    )
    .action(
      async (
        id: string,
        action: string,
        requestId: string | undefined,
        options: ResolveOptions,
        command: Command,
      ) => run(command, async (session) => resolve(id, action, requestId, options, session)),
    );
  program
    .command('delete')
    .summary('deletes what an ended edit holds')
    .description('Deletes outputs, uploads and request of an edit that has ended.')
    .argument('ID')
    .option('--yes', 'without being asked')
    .addHelpText('after', examples(`reshoot delete ${exampleId}`))
    .action(async (id: string, options: DeleteOptions, command: Command) =>
      run(command, async (session) => deleteEdit(id, options, session)),
    );
  program
    .command('deliveries')
    .summary('what webhooks were told of an edit')
    .description('What webhooks were told of an edit.')
    .argument('ID')
    .addHelpText('after', examples(`reshoot deliveries ${exampleId}`))
    .action(async (id: string, _options: unknown, command: Command) =>
      run(command, async (session) => deliveries(id, session)),
    );
  program
    .command('resend')
    .summary('tells a webhook once more')
    .description('Tells a webhook once more.')
    .argument('ID')
    .argument('DELIVERY')
    .addHelpText('after', examples(`reshoot resend ${exampleId} dl_0123456789abcdef0123456789abcdef`))
    .action(async (id: string, deliveryId: string, _options: unknown, command: Command) =>
      run(command, async (session) => resend(id, deliveryId, session)),
    );
};

const exampleId = 'ed_mz4ci6tuyqrwpkxhbvn2a3d5fe';
