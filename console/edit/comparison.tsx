import { useEffect, useRef, useState } from 'preact/hooks';
import { ComparisonControls } from './comparison-controls.tsx';
import { playInStep, type InStep } from './play-in-step.ts';
import { playerKey } from './player-keys.ts';
import './comparison.css';

export interface ComparisonProps {
  readonly before: string;
  readonly after: string;
  /** Width by height of what came of it. */
  readonly aspect: number;
  readonly framesPerSecond: number;
}

/** Before and after in step, under one divider or side by side. */
export const Comparison = ({ before, after, aspect, framesPerSecond }: ComparisonProps) => {
  const leader = useRef<HTMLVideoElement>(null);
  const follower = useRef<HTMLVideoElement>(null);
  const loops = useRef(true);
  const [player, setPlayer] = useState<InStep | undefined>();
  const [divide, setDivide] = useState(50);
  const [sideBySide, setSideBySide] = useState(false);
  const [loop, setLoop] = useState(true);
  const [muted, setMuted] = useState(false);
  const [noBefore, setNoBefore] = useState(false);
  loops.current = loop;

  useEffect(() => {
    if (leader.current === null) return undefined;
    const stop = new AbortController();
    setPlayer(
      playInStep({
        leader: leader.current,
        follower: follower.current ?? undefined,
        loops: () => loops.current,
        signal: stop.signal,
      }),
    );
    return () => {
      stop.abort();
    };
  }, [after, before]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const does = playerKey(event, framesPerSecond);
    if (does === undefined || player === undefined) return;
    event.preventDefault();
    if (does === 'toggle') player.toggle();
    else if (does === 'mute') setMuted(!muted);
    else player.seek(player.time.value + does.by);
  };

  const under = !sideBySide && !noBefore;
  return (
    <figure class="comparison" aria-label="Before and after" onKeyDown={onKeyDown}>
      <div
        class={`frame ${sideBySide ? 'side-by-side' : 'divided'} ${noBefore ? 'alone' : ''}`}
        style={{ '--divide': `${divide}%`, '--aspect': String(aspect) }}
      >
        <div class="pane">
          <video
            ref={follower}
            class="before"
            src={before}
            preload="auto"
            muted
            playsInline
            aria-label="Before"
            onError={() => {
              setNoBefore(true);
            }}
          />
          {!noBefore && <span class="pane-name left">Before</span>}
        </div>
        <div class="pane after-pane">
          <video ref={leader} src={after} preload="auto" muted={muted} playsInline aria-label="After" />
          <span class="pane-name right">After</span>
        </div>
        {under && (
          <>
            <input
              class="divider"
              type="range"
              min={0}
              max={100}
              step={1}
              value={divide}
              aria-label="Divider between before and after"
              aria-valuetext={`${divide} % before`}
              onInput={({ currentTarget }) => {
                setDivide(currentTarget.valueAsNumber);
              }}
            />
            <span class="divider-line" aria-hidden="true" />
          </>
        )}
      </div>
      {player !== undefined && (
        <ComparisonControls
          player={player}
          {...{ loop, setLoop, muted, setMuted, sideBySide, setSideBySide, canDivide: !noBefore }}
        />
      )}
      {noBefore && (
        <p class="hint">
          The clip it was made from cannot be shown: it may be gone from where it lay, or its address no
          longer good.
        </p>
      )}
    </figure>
  );
};
