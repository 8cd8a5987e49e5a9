import type { Construct } from 'constructs';
import type { EditFunctionsProps } from '../function-maker.ts';
import { grantObjects } from './object-grants.ts';
import { Permission } from './permission.ts';

/** What functions may do in buckets, by what for: several do the same, and each is given exactly what it does. */
export const functionPermissions = (
  scope: Construct,
  { results, inbox, inputBuckets }: Pick<EditFunctionsProps, 'results' | 'inbox' | 'inputBuckets'>,
) => ({
  readsInputs: new Permission(scope, 'ReadsInputs', {
    description: 'Reads what callers may name as inputs, and signs addresses that it can be read at',
    reason:
      'Callers name inputs by keys of their own choice. Whose an object is, is checked before anything of it is read or signed.',
    grant: (to) => {
      results.grantReadInputs(to);
      for (const { bucket, prefixes = [''] } of inputBuckets) {
        const keys = prefixes.map((prefix) => `${prefix}*`);
        grantObjects(bucket, to, ['s3:GetObject'], keys);
      }
    },
  }),

  readsOutputs: new Permission(scope, 'ReadsOutputs', {
    description: 'Reads outputs, and signs addresses that they can be read at',
    reason:
      'The keys of outputs are made of the ids of edits, which nobody knows beforehand; below edits/ there are only outputs and their stories.',
    grant: (to) => results.grantReadOutputs(to),
  }),

  storesOutputs: new Permission(scope, 'StoresOutputs', {
    description: 'Writes outputs, looks into them, and gives them their place',
    reason:
      'The keys of outputs are made of the ids of edits, which nobody knows beforehand; nobody else writes below work/ and edits/.',
    grant: (to) => results.grantStore(to),
  }),

  removesEdits: new Permission(scope, 'RemovesEdits', {
    description: 'Deletes all that an edit has in the buckets',
    reason:
      'What an edit has lies under its id, under the names of its uploads, and under that of its file; it deletes what the record of the edit names, and lists nothing.',
    grant: (to) => {
      results.grantDelete(to);
      inbox.grantClean(to);
    },
  }),

  takesUploads: new Permission(scope, 'TakesUploads', {
    description: 'Puts inputs, and signs posts that they are put with',
    reason:
      'Every upload has a new key in the folder of its owner, made when it is asked for; a signed post is good for that key alone.',
    grant: (to) => results.grantUpload(to),
  }),

  acceptsFiles: new Permission(scope, 'AcceptsFiles', {
    description: 'Finds and reads what is dropped into the inbox, and tells of it beside it',
    reason: 'People drop files under names of their own choice, and find the reports under the same names.',
    grant: (to) => {
      inbox.grantAccept(to);
    },
  }),

  reportsFiles: new Permission(scope, 'ReportsFiles', {
    description: 'Tells beside the inbox what became of a file, and puts results there',
    reason: 'Reports and results lie under the names that people gave to what they dropped.',
    grant: (to) => {
      inbox.grantReport(to);
    },
  }),
});
