import type { EditBody } from '../../lambdas/contract/edit.ts';

/** A stretch of a prompt: plain text, or a reference to an element or a picture. */
export type PromptPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element' | 'image'; readonly text: string; readonly place: number };

type Named = Pick<NonNullable<EditBody['request']>, 'prompt' | 'elements' | 'image_urls'>;

/** Splits a prompt at what it names; what there is not stays text. */
export const promptParts = ({ prompt, elements, image_urls: images }: Named): readonly PromptPart[] =>
  prompt
    .split(/(@(?:Element|Image)\d+)/u)
    .filter((text) => text !== '')
    .map((text) => {
      const reference = /^@(?<kind>Element|Image)(?<place>\d+)$/u.exec(text)?.groups;
      if (reference === undefined) return { kind: 'text', text };
      const place = Number(reference['place']);
      const kind = reference['kind'] === 'Element' ? 'element' : 'image';
      const there = place >= 1 && place <= (kind === 'element' ? elements : images).length;
      return there ? { kind, text, place } : { kind: 'text', text };
    });
