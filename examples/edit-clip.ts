import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
// Where reshoot is installed: from 'reshoot/client'.
import { createClient, ProblemError, type EditBody } from '../client/client.ts';

/** node examples/edit-clip.ts URL CLIP PROMPT VIDEO: uploads a clip, has it edited, and fetches the video. */
const [url = '', clip = '', prompt = '', video = ''] = process.argv.slice(2);
if (video === '') throw new Error('usage: node examples/edit-clip.ts URL CLIP PROMPT VIDEO');
const token = process.env['RESHOOT_TOKEN'];
const client = createClient({ url, ...(token !== undefined && { auth: { bearer: token } }) });

const asLine = ({ status, place, eta_seconds: eta, cost_usd: cost }: EditBody): string =>
  [
    status,
    ...(place === undefined ? [] : [`place ${place}`]),
    ...(eta === undefined ? [] : [`about ${eta.p50} s, at most ${eta.p90} s`]),
    ...(cost === undefined ? [] : [`$${cost.toFixed(2)}`]),
  ].join(', ');

const fetchVideo = async (editId: string): Promise<void> => {
  const output = await client.edits.output(editId);
  const { body } = await fetch(output.url);
  if (body === null) throw new Error(`nothing is at ${output.url}`);
  await pipeline(body, createWriteStream(video));
};

try {
  // The file is read as it is sent, never as a whole.
  const file = new File([await openAsBlob(clip)], basename(clip));
  const edit = await client.edits.create({ prompt, video_url: await client.uploads.put(file) });
  let last = edit;
  for await (last of client.edits.watch(edit.edit_id)) process.stdout.write(`${asLine(last)}\n`);
  if (last.status === 'completed') await fetchVideo(last.edit_id);
  else throw new Error(last.error?.message ?? `the edit is ${last.status}`);
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
