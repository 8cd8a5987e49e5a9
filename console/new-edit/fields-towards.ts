/** A path and what it lies in, from the inside out: `elements[0].frontal_image_url`, `elements[0]`, `elements`. */
export const fieldsTowards = (path: string): readonly string[] => {
  const outer = path.replace(/(?:\.[^.[\]]*|\[\d+\])$/u, '');
  return outer === path ? [path] : [path, ...fieldsTowards(outer)];
};
