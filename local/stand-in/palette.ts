import { fromHue, mix, toLab, type Lab } from './colour.ts';

/** Four colours from the darkest to the lightest; the tones of a clip are laid along them. */
export type Palette = readonly [Lab, Lab, Lab, Lab];
type Place = 0 | 1 | 2 | 3;
type Four = readonly [number, number, number, number];

export interface Mood {
  readonly hues: Four;
  readonly lightness: Four;
  readonly chroma: number;
  /** How far a prompt's hash may turn the hues. */
  readonly playDegrees: number;
}

const dark: Four = [0.2, 0.39, 0.6, 0.88];
const even: Four = [0.26, 0.48, 0.7, 0.92];
const light: Four = [0.37, 0.6, 0.8, 0.95];

/** Words a viewer expects to see in the result. */
const named: readonly (readonly [RegExp, Omit<Mood, 'playDegrees'>])[] = [
  [/\b(neon|cyberpunk|synthwave|arcade)\b/i, { hues: [280, 310, 350, 200], lightness: dark, chroma: 0.19 }],
  [/\b(night|midnight|moon|moonlit|stars?)\b/i, { hues: [275, 262, 240, 95], lightness: dark, chroma: 0.1 }],
  [
    /\b(snow|snowy|winter|ice|icy|frost|arctic)\b/i,
    { hues: [262, 248, 232, 210], lightness: light, chroma: 0.08 },
  ],
  [
    /\b(sunset|sunrise|dusk|dawn|golden|autumn)\b/i,
    { hues: [325, 15, 50, 88], lightness: even, chroma: 0.15 },
  ],
  [/\b(desert|sand|dunes?|mars|martian)\b/i, { hues: [20, 40, 62, 88], lightness: light, chroma: 0.12 }],
  [
    /\b(forest|jungle|meadow|spring|garden)\b/i,
    { hues: [180, 155, 130, 108], lightness: even, chroma: 0.12 },
  ],
  [
    /\b(ocean|sea|underwater|lagoon|rain|storm)\b/i,
    { hues: [262, 232, 205, 175], lightness: dark, chroma: 0.11 },
  ],
  [/\b(noir|ink|charcoal|sketch)\b/i, { hues: [285, 285, 75, 85], lightness: even, chroma: 0.03 }],
];

/** For all other prompts; neighbouring hues are near enough that the tones between them stay clean. */
const unnamed: readonly Four[] = [
  [265, 220, 190, 95],
  [300, 345, 25, 80],
  [200, 175, 145, 105],
  [350, 25, 60, 95],
  [250, 285, 330, 30],
  [160, 120, 95, 80],
  [285, 255, 215, 170],
  [30, 50, 80, 110],
  [325, 300, 265, 220],
  [220, 255, 300, 345],
];

export const moodOf = (prompt: string, hash: Uint8Array): Mood => {
  const found = named.find(([words]) => words.test(prompt))?.[1];
  if (found !== undefined) return { ...found, playDegrees: 12 };
  const hues = unnamed[(hash[0] ?? 0) % unnamed.length] ?? [0, 0, 0, 0];
  const lightness = [dark, even, light][(hash[1] ?? 0) % 3] ?? even;
  return { hues, lightness, chroma: 0.1 + (hash[2] ?? 0) / 4500, playDegrees: 20 };
};

const hueBins = 12;

/** The leading hue of some colours, as their mean would be mud. */
const leading = (colours: readonly Lab[]): Lab => {
  const bins = new Array<Lab>(hueBins).fill([0, 0, 0]);
  const weights = new Array<number>(hueBins).fill(0);
  for (const colour of colours) {
    const bin = Math.floor((Math.atan2(colour[2], colour[1]) / (2 * Math.PI) + 1) * hueBins) % hueBins;
    const weight = Math.hypot(colour[1], colour[2]) + 0.004;
    weights[bin] = (weights[bin] ?? 0) + weight;
    bins[bin] = mix(bins[bin] ?? colour, colour, weight / (weights[bin] ?? weight));
  }
  return bins[weights.indexOf(Math.max(...weights))] ?? [0.5, 0, 0];
};

/** The colours of one picture, given as RGB bytes, from dark to light. */
export const coloursOf = (pixels: Uint8Array): Palette => {
  const colours: Lab[] = [];
  for (let i = 0; i + 2 < pixels.length; i += 3)
    colours.push(toLab([(pixels[i] ?? 0) / 255, (pixels[i + 1] ?? 0) / 255, (pixels[i + 2] ?? 0) / 255]));
  colours.sort((one, other) => one[0] - other[0]);
  const quarter = (place: Place) =>
    leading(
      colours.slice(Math.floor((place / 4) * colours.length), Math.ceil(((place + 1) / 4) * colours.length)),
    );
  return [quarter(0), quarter(1), quarter(2), quarter(3)];
};

/** The colour at a lightness, its hue turned, with at least and at most so much chroma. */
const fitted = ([, a, b]: Lab, lightness: number, turnDegrees: number, least: number, most: number): Lab => {
  const chroma = Math.min(most, Math.max(least, Math.hypot(a, b) * 1.25));
  return fromHue(lightness, chroma, (Math.atan2(b, a) * 180) / Math.PI + turnDegrees);
};

const middleOf = (colours: readonly Lab[]): Lab =>
  colours.reduce<Lab>((middle, colour, index) => mix(middle, colour, 1 / (index + 1)), [0, 0, 0]);

export interface PaletteProps {
  readonly mood: Mood;
  /** Backdrops give the lighter tones their colours, subjects the shadows. */
  readonly backdrops: readonly Palette[];
  readonly subjects: readonly Palette[];
  readonly turnDegrees: number;
}

export const paletteOf = ({ mood, backdrops, subjects, turnDegrees }: PaletteProps): Palette => {
  const lentAt = (place: Place): Lab | undefined => {
    if (place === 0 && subjects.length > 0) return middleOf(subjects.map(([darkest]) => darkest));
    return (backdrops[place % backdrops.length] ?? subjects[place % subjects.length])?.[place];
  };
  const at = (place: Place, share: number, most: number): Lab => {
    const own = fromHue(mood.lightness[place], mood.chroma * share, mood.hues[place]);
    const lent = lentAt(place);
    const colour = lent === undefined ? own : mix(lent, own, 0.3);
    const least = lent === undefined ? 0 : Math.min(0.05, mood.chroma);
    return fitted(colour, mood.lightness[place], turnDegrees, least, most);
  };
  return [at(0, 0.7, 0.1), at(1, 0.95, 0.16), at(2, 0.95, 0.17), at(3, 0.6, 0.1)];
};
