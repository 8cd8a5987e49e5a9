import { BlobSource, Input } from 'mediabunny';
import { inspectVideo, videoFormats } from '../../lambdas/adapters/media/inspect-video.ts';
import { lookFailed } from './look-failed.ts';
import type { Look } from './looks.ts';

/**
 * A worker of its own, loaded with the first clip: an index can make any parser run for ever, and a worker can be ended.
 * It is sent a file and answers with a `Look`.
 */
const look = async (file: Blob): Promise<Look> => {
  const input = new Input({ formats: videoFormats, source: new BlobSource(file) });
  try {
    return { is: 'seen', facts: await inspectVideo(input), sizeBytes: file.size };
  } catch (error) {
    return lookFailed(error);
  } finally {
    input.dispose();
  }
};

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void look(data).then((answer) => {
    postMessage(answer);
  });
});
