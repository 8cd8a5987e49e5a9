import { Button } from '../components/button.tsx';
import { described, Faults } from './faults.tsx';
import { FileButton } from './file-button.tsx';
import { focusOnceShown } from './focus-field.ts';
import type { Medium } from './form.ts';
import { MediumCard } from './medium-card.tsx';
import type { Model } from './model.ts';

export const ClipSection = ({ model }: { readonly model: Model }) => {
  const { clip } = model.form.value;
  const put = (medium: Medium | undefined) => {
    model.change((form) => ({ ...form, clip: medium }));
  };
  return (
    <section class="card" aria-labelledby="clip-title">
      <h2 id="clip-title">Clip</h2>
      {clip === undefined ? (
        <div class="empty-slot">
          <FileButton
            accepts="video"
            {...described(model, 'video_url', 'clip-hint')}
            onFiles={([file]) => {
              if (file === undefined) return;
              put(model.media.take(file, 'video'));
              focusOnceShown('video_url');
            }}
          >
            Choose a clip
          </FileButton>
          <Button
            kind="quiet"
            onClick={() => {
              put({ kind: 'address', id: crypto.randomUUID(), address: '' });
              focusOnceShown('video_url');
            }}
          >
            Give its address
          </Button>
          <p class="hint" id="clip-hint">
            Or drop it anywhere on this page, or paste it. {clipWords(model)}
          </p>
          <Faults model={model} path="video_url" />
        </div>
      ) : (
        <MediumCard
          {...{ model, path: 'video_url', kind: 'video', medium: clip }}
          onChange={put}
          onRemove={() => {
            put(undefined);
            focusOnceShown('video_url');
          }}
        />
      )}
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={model.form.value.keepAudio}
          onChange={({ currentTarget: { checked } }) => {
            model.change((form) => ({ ...form, keepAudio: checked }));
          }}
        />
        Keep the clip’s sound
      </label>
    </section>
  );
};

const clipWords = ({ terms }: Model): string => {
  const { clipFormats, clipSeconds, clipSidePixels, clipFramesPerSecond, clipBytes } = terms.value.limits;
  return (
    `${clipFormats.oneOf.join(' or ')}, ${clipSeconds.min} to ${Math.floor(clipSeconds.max)} s, ` +
    `${clipSidePixels.min} to ${clipSidePixels.max} pixels a side, ` +
    `${clipFramesPerSecond.min} to ${clipFramesPerSecond.max} frames a second, ` +
    `at most ${clipBytes.max / 1_000_000} MB.`
  );
};
