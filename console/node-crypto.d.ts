/** The core's types lead to files that hash; the console has those types alone, and the module never comes with them. */
declare module 'node:crypto' {
  export const createHash: (algorithm: 'sha256') => {
    update(data: string | Uint8Array): { digest(): Uint8Array; digest(encoding: 'hex'): string };
  };
}
