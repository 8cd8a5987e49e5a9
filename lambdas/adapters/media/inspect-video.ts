import { EncodedPacketSink, Mp4InputFormat, MP4, QTFF, type Input, type InputTrack } from 'mediabunny';
import { UnusableMedia } from '../../core/errors.ts';
import type { MediaFacts } from '../../core/ports.ts';

export const videoFormats = [MP4, QTFF];

/** What an mp4 or mov holds, read to its last pictures, in Node.js as in a browser. @throws UnusableMedia */
export const inspectVideo = async (input: Input): Promise<MediaFacts> => {
  if (!(await input.canRead())) throw new UnusableMedia('It is neither an mp4 nor a mov');
  const format = await input.getFormat();
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new UnusableMedia('It has no video track, or its index is missing');
  // The index of a file that was cut off may be whole and promise everything: only the last bytes show it.
  for (const track of await input.getTracks()) {
    const packets = await endOf(track);
    if (packets === 'cut off') throw new UnusableMedia(`Its ${track.type} track is cut off`);
    if (packets === 'none' && track.id === video.id) throw new UnusableMedia('Its video track is empty');
  }
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  if (!(width > 0 && height > 0)) throw new UnusableMedia('Its video track has no size');
  const durationSeconds = (await video.computeDuration()) - Math.max(0, await video.getFirstTimestamp());
  if (!(Number.isFinite(durationSeconds) && durationSeconds > 0)) {
    throw new UnusableMedia('Its video track has no length');
  }
  const { averagePacketRate } = await video.computePacketStats(mostPackets, { metadataOnly: true });
  return {
    ...(format instanceof Mp4InputFormat
      ? { contentType: 'video/mp4', extension: 'mp4' }
      : { contentType: 'video/quicktime', extension: 'mov' }),
    width,
    height,
    durationSeconds,
    framesPerSecond: Math.round(averagePacketRate * 1_000) / 1_000,
    codec: (await video.getCodec()) ?? undefined,
  };
};

// Two minutes at 60 frames a second, which is more than any edit takes: the rest would tell nothing new.
const mostPackets = 7_200;

const mostReordered = 64;

const endOf = async (track: InputTrack): Promise<'none' | 'there' | 'cut off'> => {
  const sink = new EncodedPacketSink(track);
  const lastShown = await sink.getPacket(Infinity, { metadataOnly: true });
  if (!lastShown) return 'none';
  // The picture shown last need not lie last in the file: those that it was decoded before do.
  let last = lastShown;
  for (let later = 0; later < mostReordered; later += 1) {
    const next = await sink.getNextPacket(last, { metadataOnly: true });
    if (!next) break;
    last = next;
  }
  for (const { timestamp, byteLength } of new Set([lastShown, last])) {
    const packet = await sink.getPacket(timestamp);
    if (packet?.data.byteLength !== byteLength) return 'cut off';
  }
  return 'there';
};
