import { parseArgs } from 'node:util';
import { CannotStart, firstLine } from '../errors.ts';

export const help = `One edit from request to stored video and event, on this machine, with the stand-in as provider.

  npm run demo -- [options]

  --video FILE|URL   the clip: .mp4 or .mov, 3 to 10 s, 720 to 2160 px a side (default: a sample)
  --prompt TEXT      what to change; @Image1 names the first picture
  --image FILE|URL   a reference picture, .png or .jpg; again for more, up to 4
  --keep-audio       keep the clip's sound
  --data FOLDER      where results are put (default: a new folder under .reshoot)
  --help             this text

Ends with 0 when the edit is completed, with 1 and the reason otherwise.
`;

export interface DemoOptions {
  readonly help: boolean;
  readonly video?: string | undefined;
  readonly prompt?: string | undefined;
  readonly images: readonly string[];
  readonly keepAudio: boolean;
  readonly dataFolder?: string | undefined;
}

/** What the command line says. @throws CannotStart naming the option */
export const demoOptions = (args: readonly string[]): DemoOptions => {
  const { values, positionals } = parse(args);
  const { image = [] } = values;
  if (positionals.length > 0 && image.length === 0) {
    throw new CannotStart(`'${positionals[0] ?? ''}' belongs to no option (--help lists them)`);
  }
  return {
    help: values.help ?? false,
    video: values.video,
    prompt: values.prompt,
    // A shell turns `--image *.png` into one option and what follows it.
    images: [...image, ...positionals],
    keepAudio: values['keep-audio'] ?? false,
    dataFolder: values.data,
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        video: { type: 'string' },
        prompt: { type: 'string' },
        image: { type: 'string', multiple: true },
        'keep-audio': { type: 'boolean' },
        data: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new CannotStart(`${firstLine(cause)} (--help lists the options)`, { cause });
  }
};
