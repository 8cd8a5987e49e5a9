import { createHash } from 'node:crypto';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html has 1 to 1,024; these fit on a screen. */
const longest = 255;

/**
 * The text as CloudWatch takes it for the value of a dimension: ASCII without control characters, not blank, not
 * beginning with a colon. What fits already stays as it is, and what is cut stays apart from what begins alike.
 */
export const dimensionValue = (text: string): string => {
  if (text.trim() === '') return '(blank)';
  // Encoded, texts in other scripts stay apart, too. Half a surrogate pair is no character.
  const ascii = text
    .toWellFormed()
    .replaceAll(/^:|[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
  if (ascii.length <= longest) return ascii;
  const mark = `~${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  return `${ascii.slice(0, longest - mark.length)}${mark}`;
};
