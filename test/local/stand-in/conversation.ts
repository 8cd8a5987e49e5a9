import { connect } from 'node:net';
import { token } from './caller.ts';

export interface Heard {
  readonly head: string;
  readonly body: string;
  /** How the other side left. */
  readonly ended: 'in good order' | 'by a reset';
}

/** Speaks HTTP by hand, so that what is really on the wire can be seen. */
export const converse = (url: string, head: string) => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  let ended: Heard['ended'] = 'in good order';
  socket.on('data', (chunk) => void chunks.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') ended = 'by a reset';
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `${[head, 'Host: stand-in', `Authorization: Bearer ${token}`, 'Content-Type: application/json'].join('\r\n')}\r\n`,
  );
  return {
    say: (text: string) => void socket.write(text),
    leave: () => void socket.destroy(),
    heard: async (): Promise<Heard> => {
      await closed;
      const [first = '', ...rest] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n');
      return { head: first.toLowerCase(), body: rest.join('\r\n\r\n'), ended };
    },
  };
};
