import { useState } from 'preact/hooks';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { api } from '../api.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Field } from '../components/field.tsx';
import { Timestamp } from '../components/timestamp.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { resolutionOf, resolutionWords, type Resolution } from './ways.ts';
import './resolve-dialog.css';

export interface ResolveDialogProps {
  readonly edit: EditBody;
  readonly onDone: (edit: EditBody) => void;
  readonly onClose: () => void;
}

/** Settles an unknown outcome. Sending it again asks for the word that somebody looked. */
export const ResolveDialog = ({ edit, onDone, onClose }: ResolveDialogProps) => {
  const [action, setAction] = useState<Resolution | undefined>();
  const [requestId, setRequestId] = useState('');
  const [looked, setLooked] = useState(false);
  const ways = resolutionWords(edit);
  const wish = resolutionOf({ action, requestId, looked });
  const chosen = ways.find((way) => way.action === action);
  return (
    <ActionDialog
      title="Settle this edit"
      go={chosen?.label ?? 'Settle'}
      kind={action === 'adopt' ? 'primary' : 'danger'}
      run={wish.request === undefined ? wish : async () => api.edits.resolve(edit.edit_id, wish.request)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        Look at the list of generations in your account at the provider: is there a job with this prompt, from
        about <Timestamp at={edit.updated_at} />?
      </p>
      {edit.request !== undefined && (
        <p class="quoted">
          <span>{edit.request.prompt}</span>
          <CopyButton text={edit.request.prompt} what="the prompt" />
        </p>
      )}
      <fieldset class="ways">
        <legend class="visually-hidden">How it is settled</legend>
        {ways.map((way) => (
          <label key={way.action} class="way">
            <input
              type="radio"
              name="way"
              checked={action === way.action}
              onChange={() => {
                setAction(way.action);
              }}
            />
            <span>
              <strong>{way.label}</strong>
              <span>{way.when}</span>
              <span class="soft">{way.consequence}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {action === 'adopt' && (
        <Field label="The job’s id" hint="As the account there shows it.">
          {(control) => (
            <input
              {...control}
              value={requestId}
              autocomplete="off"
              spellcheck={false}
              onInput={({ currentTarget }) => {
                setRequestId(currentTarget.value);
              }}
            />
          )}
        </Field>
      )}
      {action === 'resubmit' && (
        <label class="way">
          <input
            type="checkbox"
            checked={looked}
            onChange={({ currentTarget }) => {
              setLooked(currentTarget.checked);
            }}
          />
          <span>I looked: the account there shows no such job.</span>
        </label>
      )}
    </ActionDialog>
  );
};
