import { Button } from './button.tsx';
import { toast } from './toasts.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, in words: `the S3 address`. */
  readonly what: string;
  /** @default 'Copy' */
  readonly label?: string | undefined;
}

export const CopyButton = ({ text, what, label = 'Copy' }: CopyButtonProps) => {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast(`Copied ${what}`);
    } catch {
      toast(`The browser did not let ${what} be copied: mark the text and copy it by hand`);
    }
  };
  return (
    <Button kind="quiet" aria-label={`${label} ${what}`} onClick={() => void copy()}>
      {label}
    </Button>
  );
};
