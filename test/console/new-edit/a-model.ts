import { newEditModel, type Model, type ModelDeps } from '../../../console/new-edit/model.ts';
import { refusalOf, uploadRefusal } from '../../../console/new-edit/refusal.ts';
import type { EditBody, EditRequestInput } from '../../../client/client.ts';
import { clipFacts, pictureFacts } from './a-form.ts';

export interface Sent {
  readonly request: EditRequestInput;
  readonly key: string;
}

export interface AModel {
  readonly model: Model;
  /** What was asked for, in order. */
  readonly sent: readonly Sent[];
  /** Names of the files that were uploaded, in order. */
  readonly put: readonly string[];
  /** The draft as the browser keeps it. */
  readonly kept: () => string | undefined;
  /** The same page, loaded again. */
  readonly reloaded: (deps?: Partial<ModelDeps>) => AModel;
}

export const edit = { edit_id: 'ed_1' } as EditBody;

/** A form whose files are fine, whose uploads and edits are taken, unless `deps` has it otherwise. */
export const aModel = (deps: Partial<ModelDeps> = {}, draft?: string): AModel => {
  const sent: Sent[] = [];
  const put: string[] = [];
  let kept = draft;
  let ids = 0;
  const { create = async () => edit, put: upload = async () => `s3://local/uploads/${put.length}` } = deps;
  const model = newEditModel({
    lookInto: async (file, kind) => ({
      is: 'seen',
      facts: kind === 'video' ? clipFacts : pictureFacts,
      sizeBytes: file.size,
    }),
    whyNot: uploadRefusal,
    refusalOf: (error) => refusalOf(error, 0),
    rest: async () => undefined,
    readOwn: async () => undefined,
    drafts: {
      read: () => kept,
      write: (text) => {
        kept = text;
      },
    },
    newId: () => `id-${draft === undefined ? 'first' : 'again'}-${(ids += 1)}`,
    newKey: () => `key-${draft === undefined ? 'first' : 'again'}-${(ids += 1)}`,
    ...deps,
    put: async (file, options) => {
      put.push(file instanceof File ? file.name : '');
      return upload(file, options);
    },
    create: async (request, options) => {
      sent.push({ request, key: options.idempotencyKey });
      return create(request, options);
    },
  });
  return {
    ...{ model, sent, put },
    kept: () => kept,
    reloaded: (other = {}) => {
      model.dispose();
      return aModel({ ...deps, ...other }, kept ?? '');
    },
  };
};

export const aFile = (name: string): File => new File(['bytes'], name);
