import { Button } from '../components/button.tsx';
import type { Model } from './model.ts';

/** What came of the last try to send, and what can be done. */
export const LastTry = ({ model }: { readonly model: Model }) => {
  const refusal = model.refusal.value;
  if (refusal === undefined) {
    return model.interrupted.value ? (
      <div class="state" role="status">
        <h2>What came of your last try to send is not known</h2>
        <p>
          The page was loaded again before a final answer came. Press Send again: the same key goes with it,
          and a server that has the edit answers with that one. It is never paid for twice.
        </p>
      </div>
    ) : null;
  }
  const { title, detail, nextStep, editId, outcome } = refusal;
  return (
    <div class="state error" role="alert" tabIndex={-1} id="last-try">
      <h2>{title}</h2>
      <p>{detail}</p>
      <p class="next-step">{nextStep}</p>
      {(editId !== undefined || outcome === 'taken') && (
        <div class="actions">
          {editId !== undefined && (
            <a class="button" href={`/edits/${editId}`}>
              Look at the edit
            </a>
          )}
          {outcome === 'taken' && (
            <Button
              onClick={() => {
                model.asAnother();
                document.querySelector<HTMLElement>('.send .primary')?.focus();
              }}
            >
              Make this another edit
            </Button>
          )}
        </div>
      )}
    </div>
  );
};
