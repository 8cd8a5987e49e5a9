import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { troubleOf, type Trouble } from '../trouble.ts';

export interface ActionDialogProps {
  readonly title: string;
  /** On the button that goes ahead. */
  readonly go: string;
  readonly kind?: 'danger' | 'primary';
  /** What it does, or why it cannot yet, in words. */
  readonly run: (() => Promise<EditBody>) | { readonly missing: string };
  readonly onDone: (edit: EditBody) => void;
  readonly onClose: () => void;
  /** What comes of it. */
  readonly children: ComponentChildren;
}

/** Asks before something that cannot be taken back, and says what went wrong with it. */
export const ActionDialog = (props: ActionDialogProps) => {
  const [busy, setBusy] = useState(false);
  // What is rendered comes later than a second click may.
  const underWay = useRef(false);
  const [trouble, setTrouble] = useState<Trouble | undefined>();
  const act = async (): Promise<void> => {
    if (typeof props.run !== 'function') {
      const { missing: detail } = props.run;
      setTrouble({ title: 'Not yet', detail, faults: [], nextStep: 'Nothing was sent.' });
      return;
    }
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setTrouble(undefined);
    try {
      props.onDone(await props.run());
    } catch (error) {
      setTrouble(troubleOf(error));
      setBusy(false);
      underWay.current = false;
    }
  };
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Leave it as it is</Button>
          <Button kind={props.kind ?? 'danger'} busy={busy} onClick={() => void act()}>
            {props.go}
          </Button>
        </>
      }
    >
      {props.children}
      {trouble !== undefined && <ErrorState trouble={trouble} />}
    </Dialog>
  );
};
