import { spawn } from 'node:child_process';
import installed from '@ffmpeg-installer/ffmpeg';

export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed';
}

export interface FfmpegRun {
  readonly args: readonly string[];
  /** Filter descriptions have their own escaping; running in the folder keeps file names in them plain. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** More standard output than this is a mistake of the caller. */
  readonly maxBytes?: number;
}

/** Answers what ffmpeg writes to its standard output. */
export const runFfmpeg = ({ args, folder, signal, maxBytes = 16_000_000 }: FfmpegRun): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn(installed.path, ['-v', 'error', '-nostdin', '-y', ...args], {
      cwd: folder,
      signal,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) child.kill('SIGKILL');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new FfmpegFailed(complaint.trim() || `ffmpeg ended with ${String(code)}`));
    });
  });
