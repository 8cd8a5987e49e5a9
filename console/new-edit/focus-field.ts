import { fieldsTowards } from './fields-towards.ts';

/** Takes the focus to a field by its path, or to the nearest that the form has; to nothing where it has none. */
export const focusField = (path: string): void => {
  const field = fieldsTowards(path)
    .map((each) => document.querySelector<HTMLElement>(`[data-path="${CSS.escape(each)}"]`))
    .find((found) => found !== null);
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.scrollIntoView({ block: 'nearest' });
  field?.focus();
};

/** The same, once what was just changed is on the page. */
export const focusOnceShown = (path: string): void => {
  requestAnimationFrame(() => {
    focusField(path);
  });
};
