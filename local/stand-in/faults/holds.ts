/** The answers that are held back until somebody releases them. */
export interface Holds {
  hold(name: string | undefined, gone: AbortSignal): Promise<void>;
  /** All of them, or those of this name. Answers how many it were. */
  release(name?: string): number;
  names(): (string | undefined)[];
}

export const createHolds = (): Holds => {
  const held = new Set<{ readonly name: string | undefined; readonly letGo: () => void }>();
  return {
    hold: async (name, gone) => {
      if (gone.aborted) return;
      await new Promise<void>((resolve) => {
        const letGo = (): void => {
          held.delete(one);
          resolve();
        };
        const one = { name, letGo };
        held.add(one);
        gone.addEventListener('abort', letGo, { once: true });
      });
    },
    release: (name) => {
      const free = [...held].filter((one) => name === undefined || one.name === name);
      for (const { letGo } of free) letGo();
      return free.length;
    },
    names: () => [...held].map(({ name }) => name),
  };
};
