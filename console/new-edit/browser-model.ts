import { api } from '../api.ts';
import { lookInto } from './look-into.ts';
import { newEditModel, type DraftPlace, type Model } from './model.ts';
import { ownAddress } from './own-address.ts';
import { refusalOf, uploadRefusal } from './refusal.ts';

const restMs = 300;
const draftKey = 'reshoot.new-edit';

// A browser may keep nothing at all: then a draft lasts as long as its page.
const drafts: DraftPlace = {
  read: () => {
    try {
      return sessionStorage.getItem(draftKey) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write: (text) => {
    try {
      if (text === undefined) sessionStorage.removeItem(draftKey);
      else sessionStorage.setItem(draftKey, text);
    } catch {
      // As above.
    }
  },
};

const readOwn = async (address: string): Promise<Blob | undefined> => {
  const own = ownAddress(address, location.origin);
  if (own === undefined) return undefined;
  try {
    const response = await fetch(own);
    return response.ok ? await response.blob() : undefined;
  } catch {
    return undefined;
  }
};

let model: Model | undefined;

/** The one form of this page: it is as it was when somebody comes back to it from another view. */
export const browserModel = (): Model => {
  model ??= newEditModel({
    create: async (request, options) => api.edits.create(request, options),
    put: async (file, options) => api.uploads.put(file, options),
    lookInto: async (file, kind) =>
      lookInto(file, kind, document.getElementById('app')?.dataset['clipWorker'] ?? ''),
    rest: async () =>
      new Promise((resolve) => {
        setTimeout(resolve, restMs);
      }),
    readOwn,
    refusalOf: (error) => refusalOf(error, Date.now()),
    whyNot: uploadRefusal,
    drafts,
    newId: () => crypto.randomUUID(),
    newKey: () => crypto.randomUUID(),
  });
  return model;
};
