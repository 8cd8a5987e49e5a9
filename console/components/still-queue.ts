import pLimit from 'p-limit';

const atSeconds = 0.1;
const width = 320;
const patienceMs = 20_000;

// A browser has six connections to a server, and a video may hold one for as long as it is there.
const inTurn = pLimit(2);
const drawn = new Map<string, Promise<string>>();

/** A still of the beginning of a video, as the address of a picture. @throws where the video cannot be shown */
export const stillOf = (source: string): Promise<string> => {
  const known = drawn.get(source);
  if (known !== undefined) return known;
  const still = inTurn(draw, source);
  drawn.set(source, still);
  still.catch(() => drawn.delete(source));
  return still;
};

const draw = async (source: string): Promise<string> => {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  try {
    await shown(video, source);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = Math.max(1, Math.round((width * video.videoHeight) / video.videoWidth));
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', 0.85);
    });
    if (blob === null) throw new Error(`no still of ${source}`);
    return URL.createObjectURL(blob);
  } finally {
    video.removeAttribute('src');
    video.load();
  }
};

const shown = async (video: HTMLVideoElement, source: string): Promise<void> => {
  const ready = new Promise<void>((resolve, reject) => {
    video.addEventListener('loadedmetadata', () => {
      video.currentTime = atSeconds;
    });
    video.addEventListener('seeked', () => {
      resolve();
    });
    video.addEventListener('error', () => {
      reject(new Error(`cannot be shown: ${source}`));
    });
    setTimeout(() => {
      reject(new Error(`not there in time: ${source}`));
    }, patienceMs);
  });
  video.src = source;
  await ready;
};
