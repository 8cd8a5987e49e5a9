import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What the control inside has to carry, so that label, hint and fault belong to it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

export interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** What is wrong with it, and what would be right. */
  readonly fault?: ComponentChildren;
  readonly children: (control: FieldControl) => ComponentChildren;
}

/** A labelled control with a hint and, where something is wrong with it, the fault below. */
export const Field = ({ label, hint, fault, children }: FieldProps) => {
  const id = useId();
  const hasFault = fault !== undefined && fault !== null && fault !== false;
  const described = [...(hint ? [`${id}-hint`] : []), ...(hasFault ? [`${id}-fault`] : [])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': hasFault,
      })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {hasFault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
};
