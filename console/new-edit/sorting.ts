/** What the form asks of a file to tell what it is for. */
export interface Named {
  readonly name: string;
  readonly type: string;
}

export interface Sorted<File extends Named> {
  readonly clips: readonly File[];
  readonly pictures: readonly File[];
  /** Neither; the form has no use for them. */
  readonly others: readonly File[];
}

const clipEnding = /\.(?:mp4|mov|m4v|qt|webm|mkv|avi)$/iu;
const pictureEnding = /\.(?:jpe?g|png|webp|gif|avif|heic)$/iu;

/** Files by what they seem to be; whether they can be used is seen by looking into them. */
export const sorted = <File extends Named>(files: readonly File[]): Sorted<File> => ({
  clips: files.filter((file) => kindOf(file) === 'clip'),
  pictures: files.filter((file) => kindOf(file) === 'picture'),
  others: files.filter((file) => kindOf(file) === 'other'),
});

const kindOf = ({ name, type }: Named): 'clip' | 'picture' | 'other' => {
  if (type.startsWith('video/')) return 'clip';
  if (type.startsWith('image/')) return 'picture';
  if (clipEnding.test(name)) return 'clip';
  return pictureEnding.test(name) ? 'picture' : 'other';
};
