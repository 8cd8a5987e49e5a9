import type { Definition } from '../../local/definition.ts';

export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly SecondsPath?: string;
  readonly Seconds?: number;
  readonly ResultPath?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly ErrorPath?: string;
  readonly CausePath?: string;
}

export const stateIn = ({ definition }: Definition, name: string): State => {
  const state = definition.States[name];
  if (state === undefined) throw new Error(`there is no state ${name}`);
  return state as State;
};

/** Where a state leads, by the word of the answer for a Choice. */
export const edgesOf = ({ Next, Choices = [], Default, Catch = [] }: State): [string, string][] => [
  ...(Next === undefined ? [] : [['next', Next] as [string, string]]),
  ...Choices.map(({ StringEquals, Next: to }): [string, string] => [StringEquals, to]),
  ...(Default === undefined ? [] : [['otherwise', Default] as [string, string]]),
  ...Catch.map(({ Next: to }): [string, string] => ['fault', to]),
];
