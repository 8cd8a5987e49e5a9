import { Button } from '../components/button.tsx';
import { announce, toast } from '../components/toasts.tsx';
import { withElement, withElementMoved, withoutElement } from './arranging.ts';
import { ElementCard } from './element-card.tsx';
import { described, Faults } from './faults.tsx';
import { focusOnceShown } from './focus-field.ts';
import type { Model } from './model.ts';
import { removedWords } from './removed-words.ts';

export const ElementsSection = ({ model }: { readonly model: Model }) => {
  const { elements } = model.form.value;
  return (
    <section class="card" aria-labelledby="elements-title">
      <h2 id="elements-title">Elements</h2>
      <p class="hint" id="elements-hint">
        Characters or objects to bring in: each a picture from the front and 1 to 4 from other angles.
      </p>
      <ol class="elements">
        {elements.map((element, place) => (
          <li key={element.id}>
            <ElementCard
              {...{ model, element, place }}
              onRemove={() => {
                const { prompt } = model.form.value;
                model.change((form) => withoutElement(form, place));
                toast(removedWords(`@Element${place + 1}`, '@Element0', prompt, model.form.value.prompt));
                focusOnceShown('elements');
              }}
              move={{
                isFirst: place === 0,
                isLast: place === elements.length - 1,
                by: (places) => {
                  model.change((form) => withElementMoved(form, place, place + places));
                  announce(`Element ${place + 1} is element ${place + places + 1} now; the prompt follows.`);
                },
              }}
            />
          </li>
        ))}
      </ol>
      <Faults model={model} path="elements" />
      <div class="actions">
        <Button
          {...described(model, 'elements', 'elements-hint')}
          onClick={() => {
            model.change((form) => withElement(form, { id: crypto.randomUUID(), references: [] }));
            focusOnceShown(`elements[${elements.length}].frontal_image_url`);
          }}
        >
          Add an element
        </Button>
      </div>
    </section>
  );
};
