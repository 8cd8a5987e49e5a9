import { useState } from 'preact/hooks';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { api } from '../api.ts';
import { Button } from '../components/button.tsx';
import { toast } from '../components/toasts.tsx';
import { standing } from '../words/status.ts';
import { ActionDialog } from './action-dialog.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { cancelConsequences, deleteConsequences, waysOf } from './ways.ts';

export interface EditActionsProps {
  readonly edit: EditBody;
  readonly onChanged: (edit: EditBody) => void;
}

/** What may be done to an edit, each behind a dialog that says what comes of it. */
export const EditActions = ({ edit, onChanged }: EditActionsProps) => {
  const [asked, setAsked] = useState<keyof ReturnType<typeof waysOf> | undefined>();
  const ways = waysOf(edit);
  const close = (): void => {
    setAsked(undefined);
  };
  const done = (changed: EditBody): void => {
    close();
    onChanged(changed);
    toast(standing(changed));
  };
  const open = asked !== undefined && ways[asked] ? asked : undefined;
  return (
    <>
      {ways.cancel && (
        <Button
          onClick={() => {
            setAsked('cancel');
          }}
        >
          Cancel…
        </Button>
      )}
      {ways.resolve && (
        <Button
          kind="primary"
          onClick={() => {
            setAsked('resolve');
          }}
        >
          Settle…
        </Button>
      )}
      {ways.delete && (
        <Button
          kind="danger"
          onClick={() => {
            setAsked('delete');
          }}
        >
          Delete…
        </Button>
      )}
      {open === 'cancel' && (
        <ActionDialog
          title="Cancel this edit?"
          go="Cancel the edit"
          run={async () => api.edits.cancel(edit.edit_id)}
          onDone={done}
          onClose={close}
        >
          <Sentences of={cancelConsequences(edit)} />
        </ActionDialog>
      )}
      {open === 'delete' && (
        <ActionDialog
          title="Delete what this edit holds?"
          go="Delete for good"
          run={async () => api.edits.delete(edit.edit_id)}
          onDone={done}
          onClose={close}
        >
          <Sentences of={deleteConsequences(edit)} />
        </ActionDialog>
      )}
      {open === 'resolve' && <ResolveDialog edit={edit} onDone={done} onClose={close} />}
    </>
  );
};

const Sentences = ({ of }: { readonly of: readonly string[] }) => (
  <>
    {of.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
  </>
);
