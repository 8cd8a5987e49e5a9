import { limits } from '../../lambdas/contract/limits.ts';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { described, Faults, faultsAt, sentence } from './faults.tsx';
import { focusOnceShown } from './focus-field.ts';
import type { MetadataRow } from './form.ts';
import type { Model } from './model.ts';

/** What few edits need: who is told of the end, and what comes back with the edit. */
export const MoreSection = ({ model }: { readonly model: Model }) => {
  const { webhookUrl, metadata } = model.form.value;
  const change = (id: string, changes: Partial<MetadataRow>) => {
    model.change((form) => ({
      ...form,
      metadata: form.metadata.map((row) => (row.id === id ? { ...row, ...changes } : row)),
    }));
  };
  const [fault] = faultsAt(model, 'webhook_url');
  return (
    <details class="card" open={webhookUrl !== '' || metadata.length > 0 || undefined}>
      <summary>More: webhook and metadata</summary>
      <Field
        label="Webhook address"
        hint="Told when the edit ends, by a signed POST. Optional."
        fault={fault && sentence(fault)}
      >
        {(control) => (
          <input
            type="url"
            {...control}
            data-path="webhook_url"
            value={webhookUrl}
            placeholder="https://…"
            onInput={({ currentTarget: { value } }) => {
              model.change((form) => ({ ...form, webhookUrl: value }));
            }}
          />
        )}
      </Field>
      <fieldset class="metadata">
        <legend class="field-label">Metadata</legend>
        <p class="hint" id="metadata-hint">
          Yours: comes back with the edit, in its events and to its webhook. Optional.
        </p>
        {metadata.map(({ id, name, value }, place) => {
          const path = `metadata.${name}`;
          const isInvalid = faultsAt(model, path).length > 0;
          return (
            <div class="metadata-row" key={id}>
              <input
                class="input"
                value={name}
                placeholder="name"
                maxLength={limits.metadataKeyCharacters.max}
                aria-label={`Name of entry ${place + 1}`}
                {...described(model, path)}
                aria-invalid={isInvalid}
                onInput={({ currentTarget }) => {
                  change(id, { name: currentTarget.value });
                }}
              />
              <input
                class="input"
                value={value}
                placeholder="value"
                aria-label={`Value of entry ${place + 1}`}
                onInput={({ currentTarget }) => {
                  change(id, { value: currentTarget.value });
                }}
              />
              <Button
                kind="quiet"
                onClick={() => {
                  model.change((form) => ({
                    ...form,
                    metadata: form.metadata.filter((row) => row.id !== id),
                  }));
                  focusOnceShown('metadata');
                }}
              >
                Remove<span class="visually-hidden"> entry {place + 1}</span>
              </Button>
              <Faults model={model} path={path} />
            </div>
          );
        })}
        <Faults model={model} path="metadata" />
        <div class="actions">
          <Button
            {...described(model, 'metadata', 'metadata-hint')}
            onClick={() => {
              const row = { id: crypto.randomUUID(), name: '', value: '' };
              model.change((form) => ({ ...form, metadata: [...form.metadata, row] }));
            }}
          >
            Add an entry
          </Button>
        </div>
      </fieldset>
    </details>
  );
};
