/** What a prompt may name by its number. */
export type ReferenceKind = 'Element' | 'Image';

/** How many there are of each. */
export type Counts = Readonly<Record<ReferenceKind, number>>;

export interface Segment {
  readonly text: string;
  /** `dangling`: it reads like a reference, and there is no such picture. */
  readonly kind: 'text' | 'element' | 'image' | 'dangling';
}

const reference = /@(?<kind>Element|Image)(?<place>\d+)/gu;

/** The prompt cut into what is to be coloured alike; together its segments are the prompt again. */
export const segmentsOf = (prompt: string, counts: Counts): readonly Segment[] => {
  const segments: Segment[] = [];
  let end = 0;
  for (const { 0: text, index, groups } of prompt.matchAll(reference)) {
    if (index > end) segments.push({ text: prompt.slice(end, index), kind: 'text' });
    const kind = groups?.['kind'] as ReferenceKind;
    const place = Number(groups?.['place']);
    const isThere = place >= 1 && place <= counts[kind];
    segments.push({ text, kind: !isThere ? 'dangling' : kind === 'Element' ? 'element' : 'image' });
    end = index + text.length;
  }
  if (end < prompt.length) segments.push({ text: prompt.slice(end), kind: 'text' });
  return segments;
};

/** The references that lead nowhere, each once. */
export const danglingIn = (prompt: string, counts: Counts): readonly string[] => [
  ...new Set(segmentsOf(prompt, counts).flatMap(({ kind, text }) => (kind === 'dangling' ? [text] : []))),
];

/** What a reference becomes whose picture is gone: it never leads to another one by accident. */
export const gone = 0;

/** The prompt after those of a kind have changed their places. @param placeOf the place that a place has become, or `gone` */
export const renumbered = (prompt: string, kind: ReferenceKind, placeOf: (place: number) => number): string =>
  prompt.replace(reference, (text, named: string, digits: string) => {
    const place = Number(digits);
    const becomes = placeOf(place);
    return named === kind && becomes !== place ? `@${kind}${becomes}` : text;
  });

/** Where each of `count` stands once the one at `removed` is gone. Places beyond are nobody's and stay. */
export const placesAfterRemoval =
  (removed: number, count: number) =>
  (place: number): number => {
    if (place > count) return place;
    if (place === removed) return gone;
    return place > removed ? place - 1 : place;
  };

/** Where each stands once the one at `from` has gone to `to`. */
export const placesAfterMove =
  (from: number, to: number) =>
  (place: number): number => {
    if (place === from) return to;
    if (from < to && place > from && place <= to) return place - 1;
    if (to < from && place >= to && place < from) return place + 1;
    return place;
  };
