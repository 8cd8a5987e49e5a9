import type { ElementDraft, Form, Medium } from './form.ts';
import { placesAfterMove, placesAfterRemoval, renumbered } from './references.ts';

/** Changes of what stands where; the prompt goes on naming the same pictures. */

export const withImages = (form: Form, added: readonly Medium[]): Form => ({
  ...form,
  images: [...form.images, ...added],
});

export const withoutImage = (form: Form, place: number): Form => ({
  ...form,
  images: form.images.toSpliced(place, 1),
  prompt: renumbered(form.prompt, 'Image', placesAfterRemoval(place + 1, form.images.length)),
});

export const withImageMoved = (form: Form, from: number, to: number): Form => {
  if (!isMove(form.images, from, to)) return form;
  return {
    ...form,
    images: moved(form.images, from, to),
    prompt: renumbered(form.prompt, 'Image', placesAfterMove(from + 1, to + 1)),
  };
};

export const withElement = (form: Form, element: ElementDraft): Form => ({
  ...form,
  elements: [...form.elements, element],
});

export const withoutElement = (form: Form, place: number): Form => ({
  ...form,
  elements: form.elements.toSpliced(place, 1),
  prompt: renumbered(form.prompt, 'Element', placesAfterRemoval(place + 1, form.elements.length)),
});

export const withElementMoved = (form: Form, from: number, to: number): Form => {
  if (!isMove(form.elements, from, to)) return form;
  return {
    ...form,
    elements: moved(form.elements, from, to),
    prompt: renumbered(form.prompt, 'Element', placesAfterMove(from + 1, to + 1)),
  };
};

/** Pictures given to an element: the first is its frontal one where it has none. */
export const withPictures = (form: Form, place: number, added: readonly Medium[]): Form =>
  changed(form, place, (element) => {
    const [first, ...others] = added;
    return element.frontal === undefined && first !== undefined
      ? { ...element, frontal: first, references: [...element.references, ...others] }
      : { ...element, references: [...element.references, ...added] };
  });

export const withFrontal = (form: Form, place: number, frontal: Medium | undefined): Form =>
  changed(form, place, (element) => ({ ...element, frontal }));

export const withReferences = (form: Form, place: number, added: readonly Medium[]): Form =>
  changed(form, place, (element) => ({ ...element, references: [...element.references, ...added] }));

export const withReferenceChanged = (form: Form, place: number, reference: number, medium: Medium): Form =>
  changed(form, place, (element) => ({ ...element, references: element.references.with(reference, medium) }));

export const withoutReference = (form: Form, place: number, reference: number): Form =>
  changed(form, place, (element) => ({ ...element, references: element.references.toSpliced(reference, 1) }));

export const withReferenceMoved = (form: Form, place: number, from: number, to: number): Form =>
  changed(form, place, (element) =>
    isMove(element.references, from, to)
      ? { ...element, references: moved(element.references, from, to) }
      : element,
  );

const changed = (form: Form, place: number, change: (element: ElementDraft) => ElementDraft): Form => ({
  ...form,
  elements: form.elements.map((element, each) => (each === place ? change(element) : element)),
});

const isMove = (items: readonly unknown[], from: number, to: number): boolean =>
  from in items && to in items && from !== to;

const moved = <Item>(items: readonly Item[], from: number, to: number): readonly Item[] =>
  items.toSpliced(from, 1).toSpliced(to, 0, ...items.slice(from, from + 1));
