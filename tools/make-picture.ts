import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

/** Draws `docs/before-after.jpg` for the README: the sample clip, and what the demo makes of it, at the same moment. */
const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'reshoot-picture-'));
const run = promisify(execFile);
const { stdout } = await run(process.execPath, [join(root, 'local/demo/main.ts'), '--data', folder], {
  cwd: root,
});
const editId = /^Edit (ed_\w+)/mu.exec(stdout)?.[1] ?? '';
await run(ffmpeg.path, [
  ...['-v', 'error', '-y', '-ss', '2', '-i', join(root, 'local/samples/input-1-1.mp4')],
  ...['-ss', '2', '-i', join(folder, 'bucket', 'edits', editId, 'output.mp4')],
  ...['-filter_complex', '[0][1]hstack,scale=1440:-2', '-frames:v', '1', '-q:v', '4'],
  join(root, 'docs/before-after.jpg'),
]);
await rm(folder, { recursive: true });
