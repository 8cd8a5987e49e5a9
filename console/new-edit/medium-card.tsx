import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { factsLine, standingLine } from './facts-line.ts';
import { described, Faults } from './faults.tsx';
import { FileButton } from './file-button.tsx';
import type { Medium, Placed } from './form.ts';
import { labelOf } from './labels.ts';
import type { Model } from './model.ts';
import { MoveButtons, type Move } from './move-buttons.tsx';
import { usePreview } from './previews.ts';

export interface MediumCardProps extends Placed {
  readonly model: Model;
  /** What the prompt names it by. @default - it is not named by itself */
  readonly reference?: string | undefined;
  readonly onChange: (medium: Medium) => void;
  readonly onRemove: () => void;
  /** @default - it has no order */
  readonly move?: Move | undefined;
}

/** One clip or picture: what it looks like, what is known of it, what is wrong with it. */
export const MediumCard = ({ model, path, kind, medium, reference, ...does }: MediumCardProps) => {
  const { onChange, onRemove, move } = does;
  const label = labelOf(path);
  const look = model.media.looks.value[medium.id];
  const upload = model.media.uploads.value[medium.id];
  const facts = factsLine(medium, look);
  const standing = standingLine(medium, look, upload);
  return (
    <div class={`medium ${kind}`} role="group" aria-label={label}>
      <Shown key={medium.id} {...{ model, medium, kind, label }} />
      <div class="medium-body">
        <p class="medium-name">
          {reference !== undefined && <code class="reference">{reference}</code>}
          {medium.kind === 'file' && <span>{medium.name}</span>}
        </p>
        {medium.kind === 'address' && (
          <input
            class="input"
            type="url"
            value={medium.address}
            placeholder="https://… or s3://…"
            aria-label={`Address: ${label}`}
            {...described(model, path)}
            aria-invalid={described(model, path)['aria-describedby'] !== undefined}
            onInput={({ currentTarget }) => {
              onChange({ ...medium, address: currentTarget.value });
            }}
          />
        )}
        {facts !== '' && <p class="hint">{facts}</p>}
        {standing !== '' && <p class="hint">{standing}</p>}
        <Faults model={model} path={path} />
        <div class="medium-actions">
          {medium.kind === 'file' && (
            <FileButton
              kind="quiet"
              accepts={kind}
              {...described(model, path)}
              onFiles={([file]) => {
                if (file !== undefined) onChange(model.media.take(file, kind));
              }}
            >
              Replace<span class="visually-hidden"> {label}</span>
            </FileButton>
          )}
          {move && <MoveButtons {...move} id={medium.id} label={label} />}
          <Button kind="quiet" onClick={onRemove}>
            Remove<span class="visually-hidden"> {label}</span>
          </Button>
        </div>
      </div>
    </div>
  );
};

type ShownProps = Pick<MediumCardProps, 'model' | 'medium' | 'kind'> & { readonly label: string };

const Shown = ({ model, medium, kind, label }: ShownProps) => {
  const url = usePreview(model, medium);
  const [failed, setFailed] = useState<string>();
  const isSeen = model.media.looks.value[medium.id]?.is === 'seen';
  // While an address is typed, each letter would be asked for.
  if (url === undefined || (medium.kind === 'address' && !isSeen))
    return <p class="no-preview">No preview</p>;
  if (failed === url)
    return (
      <p class="no-preview">
        {isSeen ? 'This browser cannot show it; the edit is not affected' : 'No preview'}
      </p>
    );
  const onError = () => {
    setFailed(url);
  };
  return kind === 'video' ? (
    <video src={url} controls muted playsInline preload="metadata" aria-label={label} onError={onError} />
  ) : (
    <img src={url} alt={label} onError={onError} />
  );
};
