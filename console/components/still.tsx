import { useEffect, useRef, useState } from 'preact/hooks';
import { noticeLine } from '../live/notices.ts';
import { stillOf } from './still-queue.ts';

export interface StillProps {
  /** Of a video; none: an empty frame. */
  readonly source: string | undefined;
  /** Below it, for people. */
  readonly label: string;
}

/** The beginning of a video as a picture, drawn once it comes near the screen. */
export const Still = ({ source, label }: StillProps) => {
  const ref = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<string | undefined>();
  // What failed is tried again once the server is back.
  const there = noticeLine.value === 'open';
  useEffect(() => {
    const frame = ref.current;
    const drawn = picture !== undefined && picture !== 'failed';
    if (source === undefined || frame === null || drawn) return undefined;
    let gone = false;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        stillOf(source).then(
          (address) => {
            if (!gone) setPicture(address);
          },
          () => {
            if (!gone) setPicture('failed');
          },
        );
      },
      { rootMargin: '200px' },
    );
    observer.observe(frame);
    return () => {
      gone = true;
      observer.disconnect();
    };
  }, [source, there]);
  return (
    <div class="still" ref={ref} data-state={source === undefined ? 'none' : (picture ?? 'loading')}>
      {source !== undefined && picture !== undefined && picture !== 'failed' && <img src={picture} alt="" />}
      <span aria-hidden="true">{label}</span>
    </div>
  );
};
