import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../core/ports.ts';

export interface TraceProps {
  /** Host and port of the X-Ray daemon, as Lambda names them. @default - nothing is annotated */
  readonly daemonAddress: string | undefined;
  /** The trace of this invocation, as in `_X_AMZN_TRACE_ID`: `Root=…;Parent=…;Sampled=1`. */
  readonly traceHeader: () => string | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

export interface Trace {
  /** Makes this invocation's trace one that is found by `annotation.<name> = "<value>"`, if it is sampled. */
  readonly annotate: (annotations: Readonly<Record<string, string>>) => void;
}

const address = /^([\d.]+):(\d{1,5})$/u;

/**
 * Annotations on the trace that Lambda itself keeps of each invocation. Lambda's segment is not ours to change: they are
 * on a subsegment of it, in one datagram to the daemon
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon). Never throws or waits: a
 * trace that is not annotated is no harm.
 */
export const lambdaTrace = ({ daemonAddress = '', traceHeader, clock }: TraceProps): Trace => {
  const [, host, port] = address.exec(daemonAddress) ?? [];
  let socket: Socket | undefined;

  const send = (document: object): void => {
    if (socket === undefined) {
      socket = createSocket('udp4');
      // Nobody listens: so be it. And nobody waits for a process that only has this left.
      socket.on('error', () => undefined);
      socket.unref();
    }
    socket.send(
      `{"format":"json","version":1}\n${JSON.stringify(document)}`,
      Number(port),
      host,
      () => undefined,
    );
  };

  return {
    annotate: (annotations) => {
      try {
        const { Root: traceId, Parent: parentId, Sampled: sampled } = fieldsOf(traceHeader() ?? '');
        if (host === undefined || sampled !== '1' || traceId === undefined || parentId === undefined) return;
        const now = clock.now() / 1_000;
        send({
          type: 'subsegment',
          name: 'reshoot',
          id: randomBytes(8).toString('hex'),
          trace_id: traceId,
          parent_id: parentId,
          start_time: now,
          end_time: now,
          annotations,
        });
      } catch {
        // As above.
      }
    },
  };
};

const fieldsOf = (header: string): Readonly<Partial<Record<string, string>>> =>
  Object.fromEntries(header.split(';').map((field) => field.split('=', 2) as [string, string]));
