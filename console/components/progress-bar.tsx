import { useRef } from 'preact/hooks';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { progressOf } from '../edit/progress.ts';
import { now } from '../live/now.ts';
import { standing } from '../words/status.ts';

/** How far an edit is; nothing where nobody can tell. */
export const ProgressBar = ({ edit }: { readonly edit: EditBody }) => {
  const last = useRef(0);
  const progress = progressOf(edit, now.value, last.current);
  if (progress === undefined || progress === 1) return null;
  last.current = progress;
  return <progress max={1} value={progress} aria-label={`Progress: ${standing(edit)}`} />;
};
