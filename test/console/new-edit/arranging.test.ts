import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  withElement,
  withElementMoved,
  withImageMoved,
  withImages,
  withoutElement,
  withoutImage,
  withPictures,
} from '../../../console/new-edit/arranging.ts';
import { emptyForm, type Form, type Medium } from '../../../console/new-edit/form.ts';
import { prompts } from './prompts.ts';

const picture = (id: string): Medium => ({ kind: 'address', id, address: `https://example.com/${id}.png` });

const forms = fc
  .record({ prompt: prompts, elements: fc.nat({ max: 4 }), images: fc.nat({ max: 4 }) })
  .map(({ prompt, elements, images }): Form => ({
    ...emptyForm,
    prompt,
    images: Array.from({ length: images }, (_, place) => picture(`image-${place}`)),
    elements: Array.from({ length: elements }, (_, place) => ({ id: `element-${place}`, references: [] })),
  }));

/** What the prompt names, in order: ids of what is there, and the reference itself where it leads nowhere. */
const named = ({ prompt, images, elements }: Form): readonly string[] =>
  [...prompt.matchAll(/@(Element|Image)(\d+)/gu)].map(([reference, kind, digits]) => {
    const list = kind === 'Image' ? images : elements;
    return list[Number(digits) - 1]?.id ?? reference;
  });

/** Without its references: what must not change. */
const rest = ({ prompt }: Form): string => prompt.replaceAll(/@(?:Element|Image)\d+/gu, '@');

const places = fc.nat({ max: 4 });

describe('a prompt', () => {
  it.each([
    ['images', withImageMoved],
    ['elements', withElementMoved],
  ])('names the same pictures after %s were put in another order', (_what, move) => {
    fc.assert(
      fc.property(forms, places, places, (form, from, to) => {
        const after = move(form, from, to);
        expect(named(after)).toEqual(named(form));
        expect(rest(after)).toBe(rest(form));
      }),
    );
  });

  it('names the same pictures after an image went, and what named that one leads nowhere', () => {
    fc.assert(
      fc.property(forms, places, (form, place) => {
        fc.pre(place < form.images.length);
        const after = withoutImage(form, place);
        const expected = named(form).map((name) => (name === form.images[place]?.id ? '@Image0' : name));
        expect(named(after)).toEqual(expected);
        expect(rest(after)).toBe(rest(form));
      }),
    );
  });

  it('names the same pictures after an element went, and what named that one leads nowhere', () => {
    fc.assert(
      fc.property(forms, places, (form, place) => {
        fc.pre(place < form.elements.length);
        const after = withoutElement(form, place);
        const expected = named(form).map((name) => (name === form.elements[place]?.id ? '@Element0' : name));
        expect(named(after)).toEqual(expected);
      }),
    );
  });

  it('names another picture once one is put where it led nowhere', () => {
    const form = { ...emptyForm, prompt: 'like @Image1' };
    expect(named(withImages(form, [picture('first')]))).toEqual(['first']);
  });

  it('does not take the next picture for one that went', () => {
    const form = { ...emptyForm, prompt: 'like @Image1 and @Image2', images: [picture('a'), picture('b')] };
    const after = withImages(withoutImage(form, 0), [picture('c')]);
    expect(after.prompt).toBe('like @Image0 and @Image1');
  });
});

describe('pictures given to an element', () => {
  it('are its frontal one first, and its references then', () => {
    const form = withElement(emptyForm, { id: 'e', references: [] });
    const [element] = withPictures(form, 0, [picture('a'), picture('b'), picture('c')]).elements;
    expect(element?.frontal?.id).toBe('a');
    expect(element?.references.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('are all references where it has a frontal one', () => {
    const form = withElement(emptyForm, { id: 'e', frontal: picture('f'), references: [] });
    const [element] = withPictures(form, 0, [picture('a')]).elements;
    expect(element?.frontal?.id).toBe('f');
    expect(element?.references.map(({ id }) => id)).toEqual(['a']);
  });
});
