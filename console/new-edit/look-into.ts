import { inspectImage } from '../../lambdas/adapters/media/inspect-image.ts';
import { lookFailed } from './look-failed.ts';
import type { Look } from './looks.ts';

const deadlineMs = 15_000;

/** What a clip or picture is, judged as the server judges it. Never throws. @param clipWorker where the worker's script is */
export const lookInto = async (file: Blob, kind: 'video' | 'image', clipWorker: string): Promise<Look> => {
  if (file.size === 0) return { is: 'unusable', why: 'It is empty' };
  return kind === 'video' ? lookIntoClip(file, clipWorker) : lookIntoPicture(file);
};

const lookIntoPicture = async (file: Blob): Promise<Look> => {
  try {
    const facts = await inspectImage({
      sizeBytes: file.size,
      read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
    });
    return { is: 'seen', facts, sizeBytes: file.size };
  } catch (error) {
    return lookFailed(error);
  }
};

const lookIntoClip = async (file: Blob, clipWorker: string): Promise<Look> => {
  const { promise, resolve } = Promise.withResolvers<Look>();
  const worker = new Worker(clipWorker);
  const timer = setTimeout(() => {
    resolve({ is: 'unseen', why: `This browser cannot judge it within ${deadlineMs / 1_000} s` });
  }, deadlineMs);
  worker.addEventListener('message', ({ data }: MessageEvent<Look>) => {
    resolve(data);
  });
  worker.addEventListener('error', () => {
    resolve({ is: 'unseen', why: 'This browser cannot look into clips' });
  });
  worker.postMessage(file);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
};
