export const sampleRate = 48_000;

interface Voice {
  readonly at: number;
  readonly hertz: number;
  readonly pan: number;
}

/** A small tune over two chords, a plucked note every 0.4 s. */
const tune: readonly Voice[] = [0, 4, 7, 11, 7, 4, 9, 5, 9, 12, 9, 5].map((semitones, index) => ({
  at: index * 0.4 + 0.1,
  hertz: 220 * 2 ** (semitones / 12),
  pan: index % 2 === 0 ? 0.35 : 0.65,
}));

const pluck = ({ at, hertz }: Voice, seconds: number): number => {
  const age = seconds - at;
  if (age < 0 || age > 1.8) return 0;
  const phase = 2 * Math.PI * hertz * age;
  return (
    Math.min(1, age * 200) *
    Math.exp(-age * 3.2) *
    (Math.sin(phase) + 0.35 * Math.sin(2 * phase) * Math.exp(-age * 5))
  );
};

/** A purring engine, wind and the tune, as 16-bit stereo samples. */
export const composeSound = (seconds: number): Buffer => {
  const samples = Math.round(seconds * sampleRate);
  const sound = Buffer.alloc(samples * 4);
  let [wind, noise, engine] = [0, 12345, 0];
  for (let index = 0; index < samples; index += 1) {
    const now = index / sampleRate;
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    wind += (noise / 0x3fffffff - 1 - wind) * (0.018 + 0.01 * Math.sin(now * 1.7));
    engine += (52 + 9 * Math.sin(now * 0.9)) / sampleRate;
    const purr =
      Math.sin(2 * Math.PI * engine) +
      0.5 * Math.sin(4 * Math.PI * engine) +
      0.25 * Math.sin(6 * Math.PI * engine);
    const bed = purr * 0.06 * (0.8 + 0.2 * Math.sin(2 * Math.PI * engine * 0.25)) + wind * 0.55;
    const fade = Math.min(1, now * 6, (seconds - now) * 3);
    const notes = tune.map((voice) => [pluck(voice, now) * 0.16, voice.pan] as const);
    const left = notes.reduce((sum, [level, pan]) => sum + level * (1 - pan), bed * 0.7);
    const right = notes.reduce((sum, [level, pan]) => sum + level * pan, bed * 0.7);
    sound.writeInt16LE(Math.round(Math.max(-1, Math.min(1, left * fade)) * 32_000), index * 4);
    sound.writeInt16LE(Math.round(Math.max(-1, Math.min(1, right * fade)) * 32_000), index * 4 + 2);
  }
  return sound;
};
