import { Button } from '../components/button.tsx';
import { announce } from '../components/toasts.tsx';
import {
  withFrontal,
  withoutReference,
  withReferenceMoved,
  withReferenceChanged,
  withReferences,
} from './arranging.ts';
import { described, Faults } from './faults.tsx';
import { FileButton } from './file-button.tsx';
import { focusOnceShown } from './focus-field.ts';
import type { ElementDraft, Medium } from './form.ts';
import { MediumCard } from './medium-card.tsx';
import type { Model } from './model.ts';
import { MoveButtons, type Move } from './move-buttons.tsx';

export interface ElementCardProps {
  readonly model: Model;
  readonly element: ElementDraft;
  /** From 0. */
  readonly place: number;
  readonly onRemove: () => void;
  readonly move: Move;
}

const anAddress = (): Medium => ({ kind: 'address', id: crypto.randomUUID(), address: '' });

/** One character or object: its picture from the front, and those from other angles. */
export const ElementCard = ({ model, element, place, onRemove, move }: ElementCardProps) => {
  const label = `Element ${place + 1}`;
  const frontal = `elements[${place}].frontal_image_url`;
  const references = `elements[${place}].reference_image_urls`;
  return (
    <div class="element" role="group" aria-label={label} data-element={place}>
      <div class="element-head">
        <h3>
          <code class="reference">@Element{place + 1}</code>
        </h3>
        <div class="medium-actions">
          <MoveButtons {...move} id={element.id} label={label} />
          <Button kind="quiet" onClick={onRemove}>
            Remove<span class="visually-hidden"> {label}</span>
          </Button>
        </div>
      </div>
      <div class="element-pictures">
        <div class="angle">
          <h4>From the front</h4>
          {element.frontal === undefined ? (
            <>
              <div class="actions">
                <FileButton
                  accepts="image"
                  {...described(model, frontal)}
                  onFiles={([file]) => {
                    if (file === undefined) return;
                    const medium = model.media.take(file, 'image');
                    model.change((form) => withFrontal(form, place, medium));
                    focusOnceShown(frontal);
                  }}
                >
                  Choose<span class="visually-hidden"> the picture of {label} from the front</span>
                </FileButton>
                <Button
                  kind="quiet"
                  onClick={() => {
                    model.change((form) => withFrontal(form, place, anAddress()));
                    focusOnceShown(frontal);
                  }}
                >
                  By address<span class="visually-hidden">: {label} from the front</span>
                </Button>
              </div>
              <Faults model={model} path={frontal} />
            </>
          ) : (
            <MediumCard
              {...{ model, path: frontal, kind: 'image', medium: element.frontal }}
              onChange={(medium) => {
                model.change((form) => withFrontal(form, place, medium));
              }}
              onRemove={() => {
                model.change((form) => withFrontal(form, place, undefined));
                focusOnceShown(frontal);
              }}
            />
          )}
        </div>
        <div class="angle">
          <h4>From other angles</h4>
          <ol class="pictures">
            {element.references.map((medium, reference) => (
              <li key={medium.id}>
                <MediumCard
                  {...{ model, medium, kind: 'image', path: `${references}[${reference}]` }}
                  onChange={(changed) => {
                    model.change((form) => withReferenceChanged(form, place, reference, changed));
                  }}
                  onRemove={() => {
                    model.change((form) => withoutReference(form, place, reference));
                    focusOnceShown(references);
                  }}
                  move={{
                    isFirst: reference === 0,
                    isLast: reference === element.references.length - 1,
                    by: (places) => {
                      model.change((form) => withReferenceMoved(form, place, reference, reference + places));
                      announce(`Angle ${reference + 1} of ${label} is angle ${reference + places + 1} now.`);
                    },
                  }}
                />
              </li>
            ))}
          </ol>
          <Faults model={model} path={references} />
          <div class="actions">
            <FileButton
              accepts="image"
              multiple
              {...described(model, references)}
              onFiles={(files) => {
                const added = files.map((file) => model.media.take(file, 'image'));
                model.change((form) => withReferences(form, place, added));
              }}
            >
              Add<span class="visually-hidden"> pictures of {label} from other angles</span>
            </FileButton>
            <Button
              kind="quiet"
              onClick={() => {
                model.change((form) => withReferences(form, place, [anAddress()]));
                focusOnceShown(`${references}[${element.references.length}]`);
              }}
            >
              By address<span class="visually-hidden">: {label} from another angle</span>
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
};
