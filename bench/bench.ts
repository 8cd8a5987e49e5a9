/** What was measured, each under a name that says its unit. */
export type Metrics = Readonly<Record<string, number>>;

/** A table, of cells that are Markdown. */
export interface Table {
  readonly caption?: string | undefined;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a metric has to be. */
export type Target = {
  /** In words, with its unit: "mean lag, s". */
  readonly what: string;
  readonly metric: string;
} & (
  | { readonly atMost: number; readonly atLeast?: undefined }
  | { readonly atLeast: number; readonly atMost?: undefined }
);

export interface BenchRun {
  /** Whatever is drawn by chance is drawn from it. */
  readonly seed: number;
  /** Tells what is done right now, to whoever watches. */
  readonly say: (line: string) => void;
}

/** One comparison: of ours with a named alternative, in the same run. */
export interface Bench {
  /** As it is asked for: `npm run bench -- NAME`. */
  readonly name: string;
  /** What it measures, in one line. */
  readonly about: string;
  /** The pages of `docs/` that have its tables, each under a name. */
  readonly sections: Readonly<Record<string, BenchSection>>;
  readonly targets: readonly Target[];
  readonly measure: (run: BenchRun) => Promise<Metrics>;
}

export interface BenchSection {
  readonly page: 'performance.md' | 'cost.md';
  /** Made of what was measured alone: the pages are written anew from what is kept. */
  readonly tables: (metrics: Metrics) => readonly Table[];
}
