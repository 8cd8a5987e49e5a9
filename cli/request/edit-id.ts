import { editSchema } from '../../lambdas/contract/edit.ts';
import { usageError } from '../errors.ts';

/** @throws CliError where it is no id that an edit may have: nobody needs to be asked */
export const editIdFrom = (text: string): string => {
  if (!editSchema.shape.edit_id.safeParse(text).success)
    throw usageError(
      `${text} is no id of an edit: it reads ed_ and 26 letters and digits`,
      'Find it with `reshoot list`.',
    );
  return text;
};
