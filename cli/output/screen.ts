import { createLogUpdate } from 'log-update';

export interface ScreenProps {
  /** Results. */
  readonly out: NodeJS.WriteStream;
  /** Progress and errors. */
  readonly err: NodeJS.WriteStream;
  /** Results and errors as JSON, and nothing else. */
  readonly json: boolean;
  /** No progress. */
  readonly quiet: boolean;
}

/** A part of the screen that is drawn anew. */
export interface LiveArea {
  end(): void;
}

export interface Screen {
  readonly json: boolean;
  /** A result: `text` for people, `document` with --json. */
  result(text: string, document: unknown): void;
  /** What happens, and what to do next: to stderr. */
  say(text: string): void;
  /** Whether `live` shows anything: on a terminal of known size. Elsewhere each change is said. */
  readonly drawsLive: boolean;
  /** Lines that are drawn anew twice a second. @param draw makes them, for so many columns and rows */
  live(draw: (columns: number, rows: number) => readonly string[]): LiveArea;
}

const drawMilliseconds = 500;

export const createScreen = ({ out, err, json, quiet }: ScreenProps): Screen => {
  const silent = json || quiet;
  // A terminal whose size nobody knows says 0, and nothing can be drawn in that.
  const drawsLive = !silent && err.isTTY && err.columns > 0 && err.rows > 0;
  let persist = (text: string): void => {
    err.write(`${text}\n`);
  };
  const straight = persist;
  return {
    json,
    drawsLive,
    result: (text, document) => {
      out.write(json ? `${JSON.stringify(document)}\n` : `${text}\n`);
    },
    say: (text) => {
      if (!silent) persist(text);
    },
    live: (draw) => {
      if (!drawsLive) return { end: () => undefined };
      const update = createLogUpdate(err);
      const paint = (): void => {
        update(draw(err.columns, err.rows).join('\n'));
      };
      // What is said meanwhile stays above.
      persist = (text) => {
        update.persist(text);
        paint();
      };
      const timer = setInterval(paint, drawMilliseconds);
      paint();
      return {
        end: () => {
          clearInterval(timer);
          persist = straight;
          update.clear();
          update.done();
        },
      };
    },
  };
};
