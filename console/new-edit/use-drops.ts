import { useEffect, useState } from 'preact/hooks';
import { toast } from '../components/toasts.tsx';
import { place } from './drops.ts';
import type { Model } from './model.ts';

/** Takes files that are dropped or pasted anywhere on the page. @returns whether some are held over it */
export const useDrops = (model: Model): boolean => {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const off = new AbortController();
    const { signal } = off;
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Otherwise the browser leaves the page for the file.
      event.preventDefault();
      setOver(true);
    };
    document.addEventListener('dragenter', over, { signal });
    document.addEventListener('dragover', over, { signal });
    document.addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (relatedTarget === null) setOver(false);
      },
      { signal },
    );
    document.addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const card = event.target instanceof Element ? event.target.closest('[data-element]') : null;
        const element = card instanceof HTMLElement ? Number(card.dataset['element']) : undefined;
        toast(place(model, [...(event.dataTransfer?.files ?? [])], element));
      },
      { signal },
    );
    document.addEventListener(
      'paste',
      (event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        const card = document.activeElement?.closest('[data-element]');
        const element = card instanceof HTMLElement ? Number(card.dataset['element']) : undefined;
        toast(place(model, files, element));
      },
      { signal },
    );
    return () => {
      off.abort();
    };
  }, [model]);
  return isOver;
};
