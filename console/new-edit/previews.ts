import { useEffect, useState } from 'preact/hooks';
import { addressOf } from './checks.ts';
import type { Medium } from './form.ts';
import type { Model } from './model.ts';
import { ownAddress } from './own-address.ts';

/** Where the browser can show a clip or picture from; undefined where it lies elsewhere, or is gone. */
export const usePreview = ({ media }: Model, medium: Medium): string | undefined => {
  const blob = media.blobOf(medium.id);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  if (blob !== undefined) return url;
  const address = addressOf(medium, media.uploads.value);
  return address === undefined ? undefined : ownAddress(address, location.origin);
};
