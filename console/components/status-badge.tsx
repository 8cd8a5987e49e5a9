import { statusWords, type EditStatus } from '../words/status.ts';

const marks = { waiting: '◔', 'under-way': '▸', good: '✓', warn: '?', bad: '✕', over: '–' } as const;

/** A status by word, mark and colour. */
export const StatusBadge = ({ status }: { readonly status: EditStatus }) => {
  const { label, tone } = statusWords[status];
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{marks[tone]}</span>
      {label}
    </span>
  );
};
