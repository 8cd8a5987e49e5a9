import type { Model } from './model.ts';

export const faultsAt = ({ shown }: Model, path: string): readonly string[] =>
  shown.value.filter((fault) => fault.path === path).map(({ message }) => message);

export const faultId = (path: string): string => `fault-${path.replaceAll(/[^A-Za-z0-9]+/gu, '-')}`;

/** What a control of the field carries, so that its faults belong to it. @param hint the id of its hint */
export const described = (model: Model, path: string, hint?: string) => {
  const isInvalid = faultsAt(model, path).length > 0;
  const ids = [...(hint === undefined ? [] : [hint]), ...(isInvalid ? [faultId(path)] : [])].join(' ');
  return { 'data-path': path, 'aria-describedby': ids === '' ? undefined : ids };
};

/** Everything wrong with a field, below it. */
export const Faults = ({ model, path }: { readonly model: Model; readonly path: string }) => {
  const messages = faultsAt(model, path);
  return messages.length === 0 ? null : (
    <ul class="fault" id={faultId(path)}>
      {messages.map((message) => (
        <li key={message}>{sentence(message)}</li>
      ))}
    </ul>
  );
};

// The server's words go on from the name of the field, which stands above.
export const sentence = (message: string): string =>
  `${message.replace(/^[a-z](?=[a-z]* )/u, (first) => first.toUpperCase())}.`;
