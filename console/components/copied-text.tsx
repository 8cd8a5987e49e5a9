import { CopyButton } from './copy-button.tsx';

/** Something to be used elsewhere, in full, with a button that copies it. */
export const CopiedText = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <span class="copied">
    <code>{text}</code>
    <CopyButton text={text} what={what} />
  </span>
);
