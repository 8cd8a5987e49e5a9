import { signal, type ReadonlySignal } from '@preact/signals';
import { correction } from './in-step.ts';

/** Two videos that play as one. */
export interface InStep {
  readonly playing: ReadonlySignal<boolean>;
  /** Seconds. */
  readonly time: ReadonlySignal<number>;
  /** Seconds; 0 until it is known. */
  readonly length: ReadonlySignal<number>;
  readonly toggle: () => void;
  readonly seek: (seconds: number) => void;
}

export interface InStepProps {
  /** Sets the pace, and has the sound. */
  readonly leader: HTMLVideoElement;
  readonly follower: HTMLVideoElement | undefined;
  readonly loops: () => boolean;
  readonly signal: AbortSignal;
}

/** Plays, pauses and seeks both, and keeps the follower where the leader is. */
export const playInStep = ({ leader, follower, loops, signal: stop }: InStepProps): InStep => {
  const playing = signal(false);
  const time = signal(leader.currentTime);
  const length = signal(Number.isFinite(leader.duration) ? leader.duration : 0);

  const correct = (): void => {
    if (follower === undefined || !(follower.duration > 0)) return;
    const step = correction(leader.currentTime, follower.currentTime, follower.duration);
    follower.playbackRate = step.kind === 'rate' ? step.rate : 1;
    if (step.kind === 'seek' && !follower.seeking) follower.currentTime = step.seconds;
  };
  const start = (video: HTMLVideoElement | undefined): void => {
    // Paused again before it began, or it cannot be played: then the picture says so.
    video?.play().catch(() => undefined);
  };
  const seek = (seconds: number): void => {
    const target = Math.max(0, Math.min(length.value, seconds));
    leader.currentTime = target;
    if (follower !== undefined) follower.currentTime = Math.min(target, follower.duration || target);
    time.value = target;
  };
  const play = (): void => {
    if (leader.ended || leader.currentTime >= length.value - 0.01) seek(0);
    playing.value = true;
    start(leader);
    start(follower);
  };
  const pause = (): void => {
    playing.value = false;
    leader.pause();
    follower?.pause();
    if (follower !== undefined) follower.playbackRate = 1;
    seek(leader.currentTime);
  };
  const onFrame = (): void => {
    if (stop.aborted) return;
    time.value = leader.currentTime;
    if (playing.value) correct();
    leader.requestVideoFrameCallback(onFrame);
  };

  const on = (name: string, does: () => void): void => {
    leader.addEventListener(name, does, { signal: stop });
  };
  on('loadedmetadata', () => {
    length.value = leader.duration;
  });
  on('timeupdate', () => {
    time.value = leader.currentTime;
  });
  on('waiting', () => follower?.pause());
  on('playing', () => {
    if (playing.value) start(follower);
  });
  on('ended', () => {
    if (loops()) play();
    else playing.value = false;
  });
  leader.requestVideoFrameCallback(onFrame);
  stop.addEventListener('abort', () => {
    leader.pause();
    follower?.pause();
  });

  return {
    playing,
    time,
    length,
    seek,
    toggle: () => {
      if (playing.value) pause();
      else play();
    },
  };
};
