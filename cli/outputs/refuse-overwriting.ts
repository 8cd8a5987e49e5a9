import type { EditBody } from '../../lambdas/contract/edit.ts';
import { isThere, inTheWay } from './download-output.ts';
import { kindOf, type OutputPlace } from './output-places.ts';

/**
 * Says before anything is sent that an output would find another file in its place. One that is the output already is
 * what was wished for. @param known the edit, where it was sent before. @throws CliError
 */
export const refuseOverwriting = async (
  place: OutputPlace,
  force: boolean,
  known: EditBody | undefined,
): Promise<void> => {
  if (force || place.kind === 'folder' || (await kindOf(place.path)) === 'nothing') return;
  const output = known?.status === 'completed' ? known.outputs[0] : undefined;
  if (output !== undefined && (await isThere(place.path, output))) return;
  throw inTheWay(place.path);
};
