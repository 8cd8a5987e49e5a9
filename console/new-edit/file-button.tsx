import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button, type ButtonProps } from '../components/button.tsx';

export interface FileButtonProps extends Pick<ButtonProps, 'kind'> {
  readonly accepts: 'video' | 'image';
  readonly multiple?: boolean | undefined;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ComponentChildren;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'data-path'?: string | undefined;
}

const endings = {
  video: 'video/mp4,video/quicktime,.mp4,.mov',
  image: 'image/jpeg,image/png,image/webp,.jpg,.jpeg,.png,.webp',
};

/** A button that opens the browser's file picker. */
export const FileButton = ({ accepts, multiple, onFiles, children, ...rest }: FileButtonProps) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...rest} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={endings[accepts]}
        multiple={multiple}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file chosen again is a choice, too.
          currentTarget.value = '';
        }}
      />
    </>
  );
};
