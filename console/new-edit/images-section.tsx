import { Button } from '../components/button.tsx';
import { announce, toast } from '../components/toasts.tsx';
import { withImageMoved, withImages, withoutImage } from './arranging.ts';
import { described, Faults } from './faults.tsx';
import { FileButton } from './file-button.tsx';
import { focusOnceShown } from './focus-field.ts';
import { MediumCard } from './medium-card.tsx';
import type { Model } from './model.ts';
import { removedWords } from './removed-words.ts';

export const ImagesSection = ({ model }: { readonly model: Model }) => {
  const { images } = model.form.value;
  const remove = (place: number) => {
    const { prompt } = model.form.value;
    model.change((form) => withoutImage(form, place));
    toast(removedWords(`@Image${place + 1}`, '@Image0', prompt, model.form.value.prompt));
    focusOnceShown('image_urls');
  };
  return (
    <section class="card" aria-labelledby="images-title">
      <h2 id="images-title">Images</h2>
      <p class="hint" id="images-hint">
        Pictures of a style or a place. Elements and images together are at most{' '}
        {model.terms.value.limits.elementsAndImages.max}.
      </p>
      <ol class="pictures">
        {images.map((medium, place) => (
          <li key={medium.id}>
            <MediumCard
              {...{ model, medium, kind: 'image', path: `image_urls[${place}]` }}
              reference={`@Image${place + 1}`}
              onChange={(changed) => {
                model.change((form) => ({ ...form, images: form.images.with(place, changed) }));
              }}
              onRemove={() => {
                remove(place);
              }}
              move={{
                isFirst: place === 0,
                isLast: place === images.length - 1,
                by: (places) => {
                  model.change((form) => withImageMoved(form, place, place + places));
                  announce(`Image ${place + 1} is image ${place + places + 1} now; the prompt follows.`);
                },
              }}
            />
          </li>
        ))}
      </ol>
      <Faults model={model} path="image_urls" />
      <div class="actions">
        <FileButton
          accepts="image"
          multiple
          {...described(model, 'image_urls', 'images-hint')}
          onFiles={(files) => {
            const added = files.map((file) => model.media.take(file, 'image'));
            model.change((form) => withImages(form, added));
          }}
        >
          Add images
        </FileButton>
        <Button
          kind="quiet"
          onClick={() => {
            const path = `image_urls[${images.length}]`;
            model.change((form) =>
              withImages(form, [{ kind: 'address', id: crypto.randomUUID(), address: '' }]),
            );
            focusOnceShown(path);
          }}
        >
          Add by address
        </Button>
      </div>
    </section>
  );
};
