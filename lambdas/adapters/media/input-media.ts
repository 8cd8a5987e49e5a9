import { isS3 } from '../../core/input-places.ts';
import type { InputMedia, OpenedMedia } from '../../core/ports.ts';
import type { Network } from '../public-network/public-connector.ts';
import { placesOfInput } from './allowed-places.ts';
import { openRemote } from './remote-media.ts';

export interface InputMediaProps {
  /** Opens an `s3://` object. @throws DownloadFailed */
  readonly openObject: (url: string, firstBytes: number, totalMs: number) => Promise<OpenedMedia>;
  /** Whether `http://` on this machine is taken. */
  readonly loopbackHttp: boolean;
  /** @default - the one this machine is on */
  readonly network?: Network | undefined;
  /** For each input, to open it and to read it. @default 8000 */
  readonly totalMs?: number | undefined;
}

// The index of most clips and the size of every picture lie there.
const firstBytes = { video: 65_536, image: 262_144 };

/** Of a server that gives no ranges. Not more than twenty pictures and a clip may take of the memory there is. */
const maxWholeBytes = { video: 16_777_216, image: 10_000_000 };

/** Clips and pictures as callers name them: at https addresses of the public network alone, and in buckets. */
export const inputMedia = ({
  openObject,
  loopbackHttp,
  network,
  totalMs = 8_000,
}: InputMediaProps): InputMedia => ({
  open: async (address, kind) => {
    if (isS3(address)) return openObject(address, firstBytes[kind], totalMs);
    return openRemote(address, {
      places: placesOfInput(new URL(address), { loopbackHttp, network }),
      firstBytes: firstBytes[kind],
      maxBytes: maxWholeBytes[kind],
      totalMs,
    });
  },
});
