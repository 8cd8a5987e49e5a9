import { UnusableMedia } from '../../lambdas/core/errors.ts';
import type { Downloads, InspectMedia, Results } from '../../lambdas/core/ports.ts';

export interface FakeResults extends Results {
  /** What can be read, by key. */
  readonly objects: Map<string, Buffer>;
}

/** Objects in memory. @param before is told of every call by its name and key; what it throws breaks the call */
export const fakeResults = (before: (call: string, key: string) => void = () => undefined): FakeResults => {
  const objects = new Map<string, Buffer>();
  const at = (key: string): Buffer => {
    const object = objects.get(key);
    if (object === undefined) throw new Error(`there is no object ${key}`);
    return object;
  };
  return {
    objects,
    bucket: 'results',
    write: async (key, body) => {
      before('write', key);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      objects.set(key, Buffer.concat(chunks));
    },
    writeText: async (key, text) => {
      before('writeText', key);
      objects.set(key, Buffer.from(text));
    },
    read: async (key, start, end) => at(key).subarray(start, end),
    publish: async (from, to) => {
      before('publish', to);
      objects.set(to, at(from));
      objects.delete(from);
    },
    remove: async (keys) => {
      for (const key of keys) {
        before('remove', key);
        objects.delete(key);
      }
    },
    link: async (key, seconds) => `https://signed.example/${key}?for=${seconds}`,
  };
};

export interface FakeDownloads extends Downloads {
  /** The addresses that were opened, in their order. */
  readonly opened: string[];
}

/** Serves these bytes at every address. @param open what is answered instead, for each address */
export const fakeDownloads = (open: (url: string) => Uint8Array | Download): FakeDownloads => {
  const opened: string[] = [];
  return {
    opened,
    open: async (url) => {
      opened.push(url);
      const answer = open(url);
      return answer instanceof Uint8Array ? { body: inChunks(answer), sizeBytes: answer.byteLength } : answer;
    },
  };
};

type Download = Awaited<ReturnType<Downloads['open']>>;

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = Math.ceil(bytes.byteLength / 2);
  for (let start = 0; start < bytes.byteLength; start += half) yield bytes.subarray(start, start + half);
}

/** Takes what begins with `mp4` for a video, and what begins with `png` for a picture. */
export const fakeInspect: InspectMedia = async (media, kind) => {
  const extension = kind === 'video' ? 'mp4' : 'png';
  const magic = Buffer.from(await media.read(0, 3)).toString();
  if (magic !== extension) throw new UnusableMedia(`it begins with ${magic}`);
  return { contentType: `${kind}/${extension}`, extension, width: 1_280, height: 720 };
};
