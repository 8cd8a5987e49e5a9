import { Button } from '../components/button.tsx';

/** To another place among its like. */
export interface Move {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** An earlier (-1) or a later (1) place. */
  readonly by: (places: -1 | 1) => void;
}

export interface MoveButtonsProps extends Move {
  /** Of what is moved, wherever it stands. */
  readonly id: string;
  readonly label: string;
}

const ways = [
  { places: -1, word: 'earlier', sign: '←' },
  { places: 1, word: 'later', sign: '→' },
] as const;

/** Nothing for what is alone. The button keeps the focus, so that it can be pressed again. */
export const MoveButtons = ({ id, label, isFirst, isLast, by }: MoveButtonsProps) =>
  isFirst && isLast ? null : (
    <>
      {ways.map(({ places, word, sign }) => {
        const isEnd = places === -1 ? isFirst : isLast;
        const buttonId = `${id}-${word}`;
        return (
          <Button
            key={word}
            kind="quiet"
            id={buttonId}
            // Still in reach at the end, so that the keyboard does not lose its place.
            aria-disabled={isEnd}
            aria-label={`Move ${label} ${word}`}
            title={`Move ${word}`}
            onClick={() => {
              if (isEnd) return;
              by(places);
              requestAnimationFrame(() => document.getElementById(buttonId)?.focus());
            }}
          >
            {sign}
          </Button>
        );
      })}
    </>
  );
