import fc from 'fast-check';

/** Prompts made of what is and of what nearly is a reference. */
export const prompts = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', ', ', '@', '@Element', '@Image', '@image1', '@Imag', 'Image2', '0', '\n', '€'),
      fc
        .tuple(fc.constantFrom('@Element', '@Image'), fc.nat({ max: 12 }))
        .map(([name, place]) => `${name}${place}`),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
