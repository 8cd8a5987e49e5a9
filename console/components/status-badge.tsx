import type { EditBody } from '../../lambdas/contract/edit.ts';
import { statusWords } from '../words/status.ts';

const marks = { waiting: '◔', 'under-way': '▸', good: '✓', warn: '?', bad: '✕', over: '–' } as const;

/** A status by word, mark and colour; and, of a deleted edit, that it is deleted. */
export const StatusBadge = ({
  status,
  deleted_at: deleted,
}: Pick<EditBody, 'status'> & Partial<Pick<EditBody, 'deleted_at'>>) => {
  const { label, tone } = statusWords[status];
  return (
    <>
      <span class={`badge ${tone}`}>
        <span aria-hidden="true">{marks[tone]}</span>
        {label}
      </span>
      {deleted !== undefined && <span class="badge">Deleted</span>}
    </>
  );
};
