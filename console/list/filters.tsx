import { useEffect, useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { statusWords, statuses, type EditStatus } from '../words/status.ts';

export interface FiltersProps {
  readonly status: EditStatus | undefined;
  readonly text: string;
  readonly onChange: (next: { status?: string; text?: string }) => void;
}

const pauseMs = 200;

/** Which edits are shown: by status, which the API looks for, and by words among those fetched. */
export const Filters = ({ status, text, onChange }: FiltersProps) => {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    setTyped(text);
  }, [text]);
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => {
      onChange({ text: typed });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return (
    <search class="filters">
      <Field label="Status">
        {(control) => (
          <select
            {...control}
            value={status ?? ''}
            onChange={({ currentTarget }) => {
              onChange({ status: currentTarget.value });
            }}
          >
            <option value="">All</option>
            {statuses.map((each) => (
              <option key={each} value={each}>
                {statusWords[each].label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Find">
        {(control) => (
          <input
            {...control}
            type="search"
            value={typed}
            placeholder="Prompt, id, metadata, error"
            onInput={({ currentTarget }) => {
              setTyped(currentTarget.value);
            }}
          />
        )}
      </Field>
    </search>
  );
};
