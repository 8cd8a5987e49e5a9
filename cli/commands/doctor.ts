import type { Exit } from '../exit-codes.ts';
import type { Session } from '../session.ts';
export const doctor = async (_session: Session): Promise<Exit> => 'ok';
