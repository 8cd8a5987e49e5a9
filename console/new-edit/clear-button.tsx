import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { emptyForm } from './form.ts';
import type { Model } from './model.ts';

/** Empties the form, once that was meant. */
export const ClearButton = ({ model }: { readonly model: Model }) => {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button
        kind="quiet"
        onClick={() => {
          setAsked(true);
        }}
      >
        Clear the form
      </Button>
      {isAsked && (
        <Dialog
          title="Clear the form?"
          onClose={() => {
            setAsked(false);
          }}
          actions={
            <>
              <Button
                onClick={() => {
                  setAsked(false);
                }}
              >
                Keep it
              </Button>
              <Button
                kind="danger"
                onClick={() => {
                  setAsked(false);
                  model.change(() => emptyForm);
                  requestAnimationFrame(() => document.querySelector<HTMLElement>('h1')?.focus());
                }}
              >
                Clear it
              </Button>
            </>
          }
        >
          <p>Prompt, clip, pictures and everything else that was filled in go. Edits that were sent stay.</p>
        </Dialog>
      )}
    </>
  );
};
