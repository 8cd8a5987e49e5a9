import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { toast } from '../components/toasts.tsx';
import { costSentence } from './cost.ts';
import { focusField } from './focus-field.ts';
import { labelOf } from './labels.ts';
import { factsOf } from './media-store.ts';
import type { Model, Sending } from './model.ts';

const sendingWords: Readonly<Record<Sending, string>> = {
  no: 'Send',
  finishing: 'Finishing uploads …',
  posting: 'Sending …',
};

/** What stands against sending, what it costs, what comes next, and the one button that sends. */
export const SendBar = ({ model }: { readonly model: Model }) => {
  const { route } = useLocation();
  const summary = useRef<HTMLDivElement>(null);
  const faults = model.shown.value;
  const clip = factsOf(model.media.looks.value, model.form.value.clip?.id);
  const send = async () => {
    const result = await model.send();
    if (result.is === 'sent') {
      toast('The edit is sent.');
      route(`/edits/${result.editId}`);
    } else if (result.is === 'faulty') {
      requestAnimationFrame(() => summary.current?.focus());
    } else if (result.is === 'refused') {
      requestAnimationFrame(() => document.getElementById('last-try')?.focus());
    }
  };
  return (
    <aside class="send" aria-label="Send">
      <div ref={summary} tabIndex={-1} class="summary" role="status">
        {faults.length > 0 && (
          <>
            <p>{faults.length === 1 ? 'One thing to correct:' : `${faults.length} things to correct:`}</p>
            <ul>
              {faults.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  <button
                    type="button"
                    class="link"
                    onClick={() => {
                      focusField(path);
                    }}
                  >
                    {labelOf(path)}
                  </button>{' '}
                  {message}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p>{costSentence(model.terms.value, clip?.durationSeconds)}</p>
      <p class="hint">
        Next: clip and pictures are looked into, then the edit is paid for once and takes its turn. You can
        close this page meanwhile.
      </p>
      <Button
        kind="primary"
        busy={model.sending.value !== 'no'}
        onClick={() => {
          void send();
        }}
      >
        {sendingWords[model.sending.value]}
      </Button>
    </aside>
  );
};
