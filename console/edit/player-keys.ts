/** What a key does to the player that has the focus. */
export type PlayerKey = 'toggle' | 'mute' | { readonly by: number };

export interface Pressed {
  readonly key: string;
  readonly target: unknown;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** @param framesPerSecond of the clip: `,` and `.` go by a frame */
export const playerKey = (pressed: Pressed, framesPerSecond: number): PlayerKey | undefined => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  switch (pressed.key) {
    case ' ':
      // On a button it presses the button.
      return isButton(pressed.target) ? undefined : 'toggle';
    case 'k':
      return 'toggle';
    case 'm':
      return 'mute';
    case ',':
      return { by: -1 / framesPerSecond };
    case '.':
      return { by: 1 / framesPerSecond };
    default:
      return undefined;
  }
};

const isButton = (target: unknown): boolean =>
  typeof target === 'object' && target !== null && 'tagName' in target && target.tagName === 'BUTTON';
