import { Button } from '../components/button.tsx';
import type { InStep } from './play-in-step.ts';

export interface ComparisonControlsProps {
  readonly player: InStep;
  readonly loop: boolean;
  readonly setLoop: (loop: boolean) => void;
  readonly muted: boolean;
  readonly setMuted: (muted: boolean) => void;
  readonly sideBySide: boolean;
  readonly setSideBySide: (sideBySide: boolean) => void;
  readonly canDivide: boolean;
}

/** One set of controls for both videos. */
export const ComparisonControls = ({ player, ...props }: ComparisonControlsProps) => {
  const time = player.time.value;
  const length = player.length.value;
  return (
    <div class="controls">
      <Button kind="primary" onClick={player.toggle} aria-keyshortcuts="k">
        <span class={player.playing.value ? 'icon-pause' : 'icon-play'} aria-hidden="true" />
        {player.playing.value ? 'Pause' : 'Play'}
      </Button>
      <input
        class="scrub"
        type="range"
        min={0}
        max={length}
        step="any"
        value={time}
        aria-label="Position"
        aria-valuetext={`${time.toFixed(1)} of ${length.toFixed(1)} seconds`}
        onInput={({ currentTarget }) => {
          player.seek(currentTarget.valueAsNumber);
        }}
      />
      <span class="clock" aria-hidden="true">
        {time.toFixed(1)} / {length.toFixed(1)} s
      </span>
      <div class="toggles">
        <Toggle label="Loop" on={props.loop} set={props.setLoop} />
        <Toggle label="Mute" on={props.muted} set={props.setMuted} />
        {props.canDivide && <Toggle label="Side by side" on={props.sideBySide} set={props.setSideBySide} />}
      </div>
    </div>
  );
};

interface ToggleProps {
  readonly label: string;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

const Toggle = ({ label, on, set }: ToggleProps) => (
  <Button
    kind="quiet"
    aria-pressed={on}
    onClick={() => {
      set(!on);
    }}
  >
    {label}
  </Button>
);
