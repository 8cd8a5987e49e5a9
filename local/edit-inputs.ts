import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../lambdas/adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../lambdas/adapters/http/own-edit.ts';
import { addressesOf, isS3, s3Object } from '../lambdas/core/input-places.ts';
import type { Edits } from '../lambdas/core/ports.ts';
import { answer } from './answer.ts';
import { toApiRequest } from './api-request.ts';
import { hasCode } from './errors.ts';
import { foreignInput, type ForeignInputProps } from './foreign-input.ts';
import { isOwnHost } from './guard.ts';

export interface EditInputsProps extends ForeignInputProps {
  readonly edits: Pick<Edits, 'get'>;
}

/** Folders that this server serves, by the path that they are served at. */
export type ServedFolders = Readonly<Record<string, string>>;

export interface EditInputsPlaces {
  readonly bucketFolder: string;
  readonly served: ServedFolders;
  /** Where this server listens, once it does. */
  readonly port: () => number;
}

/**
 * `GET /local/edits/{edit_id}/inputs/{n}`: what an edit was made of, with ranges, wherever it lies. 0 is the clip; the
 * pictures follow in the order of `addressesOf`.
 */
export const editInputs =
  ({ edits, ...network }: EditInputsProps, { bucketFolder, served, port }: EditInputsPlaces) =>
  async (app: FastifyInstance): Promise<void> => {
    const handOn = foreignInput(network);

    app.get('/local/edits/:edit_id/inputs/:n', async (request: FastifyRequest, reply: FastifyReply) => {
      const asked = toApiRequest(request);
      const record = await ownEdit(asked, edits);
      if (record === undefined) return answer(reply, noSuchEdit(asked));
      const inputs = addressesOf(record.request).filter(({ url }) => url !== '');
      const n = asked.path['n'] ?? '';
      const input = /^\d{1,3}$/u.test(n) ? inputs[Number(n)] : undefined;
      if (input === undefined) return answer(reply, problem('not_found', noSuchInput(n, inputs.length)));

      const contentType = record.inputs?.find(({ path }) => path === input.path)?.contentType;
      const own = ownPlace(input.url);
      switch (own.kind) {
        case 'file':
          if (await isFile(join(own.root, ...own.path.split('/')))) {
            return contentType === undefined
              ? reply.sendFile(own.path, own.root)
              : reply.type(contentType).sendFile(own.path, own.root, { contentType: false });
          }
          return answer(
            reply,
            problem('not_found', `The file of ${input.path} is no longer there: uploads go after some days.`),
          );
        case 'refused':
          return answer(reply, problem('not_found', `Nothing is read from the address of ${input.path}.`));
        case 'elsewhere':
          return handOn({ address: input.url, contentType, range: request.headers.range }, reply);
      }
    });

    const ownPlace = (address: string): OwnPlace => {
      if (isS3(address)) return { kind: 'file', root: bucketFolder, path: s3Object(address).key };
      const url = new URL(address);
      if (url.protocol !== 'http:' || !isOwnHost(url.host, port())) return { kind: 'elsewhere' };
      const path = decoded(url.pathname);
      const [prefix, root] = Object.entries(served).find(([at]) => path?.startsWith(at)) ?? [];
      // An input at this path could be its own, and be asked for without end.
      if (path === undefined || path.startsWith('/local/')) return { kind: 'refused' };
      return prefix === undefined || root === undefined
        ? { kind: 'elsewhere' }
        : { kind: 'file', root, path: path.slice(prefix.length) };
    };
  };

type OwnPlace =
  | { readonly kind: 'file'; readonly root: string; readonly path: string }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'refused' };

const noSuchInput = (n: string, count: number): string =>
  count === 0
    ? 'The edit was deleted, and what it was made of with it.'
    : `There is no input ${n.slice(0, 20)}: this edit has ${count}, from 0.`;

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'ERR_INVALID_ARG_VALUE'))
      return false;
    throw error;
  }
};
