import type { MediaFacts } from '../../lambdas/core/ports.ts';

/** What is known of what a clip or picture is. */
export type Look =
  | { readonly is: 'looking' }
  | { readonly is: 'seen'; readonly facts: MediaFacts; readonly sizeBytes: number }
  /** No provider could use it. */
  | { readonly is: 'unusable'; readonly why: string }
  /** Nobody can tell from here: the server looks before anything is paid. */
  | { readonly is: 'unseen'; readonly why: string };

/** Whether a file lies where the server reads it. */
export type Upload =
  | { readonly is: 'waiting' }
  | { readonly is: 'uploading' }
  | { readonly is: 'done'; readonly url: string }
  | { readonly is: 'failed'; readonly why: string }
  /** The page was loaded again, and a browser gives no file back by itself. */
  | { readonly is: 'lost' };

/** By the id of a medium. */
export type Looks = Readonly<Record<string, Look>>;
export type Uploads = Readonly<Record<string, Upload>>;
