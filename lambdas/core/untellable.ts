import type { NewEdit } from './new-edit.ts';
import type { Callbacks } from './webhooks.ts';

/** What is wrong with the address that is to be told of an edit, where it leads too. */
export const untellable = async (
  { webhookUrl }: Pick<NewEdit, 'webhookUrl'>,
  callbacks: Callbacks,
): Promise<{ path: string; message: string }[]> => {
  const message = webhookUrl === undefined ? undefined : await callbacks.fault(webhookUrl);
  return message === undefined ? [] : [{ path: 'webhook_url', message }];
};
