import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startStandIn } from '../../local/stand-in/stand-in.ts';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { runcomfyProvider } from '../../lambdas/adapters/runcomfy/provider.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { changed, type EditRequest } from '../../lambdas/core/edit.ts';
import { editIdForKey, newEdit } from '../../lambdas/core/new-edit.ts';
import { lookLimits } from '../../lambdas/contract/look-limits.ts';
import { startDynamo } from '../dynamo.ts';
import { runAsLambda } from './lambda-node.ts';
import type { Laid } from './loads.ts';
import { startServices } from './services.ts';

const token = 'bench-token';

// Nobody fetches it: the job stays in the queue.
const request: EditRequest = {
  prompt: 'Make it snow',
  videoUrl: 'http://127.0.0.1:1/clip.mp4',
  keepAudio: false,
  imageUrls: [],
  elements: [],
};

const lookedSchema = z.object({ loadedMb: z.number(), peakMb: z.number() });

/** The most memory after loading, and after all looks. */
export type Looked = z.output<typeof lookedSchema>;

/** `looks` looks of one process at an edit in the provider's queue; the table and the provider are in this one. */
export const lookAgain = async (checkStatus: Laid, memoryMb: number, looks: number): Promise<Looked> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'reshoot-looks-'));
  const dynamo = await startDynamo();
  const standIn = await startStandIn({ port: 0, dataFolder, token, queueSeconds: 3_600 });
  const services = await startServices(token);
  try {
    const edits = dynamoEdits({ ...dynamo, clock: systemClock, keptDays: 1 });
    const provider = runcomfyProvider({
      baseUrl: standIn.url,
      secrets: { providerToken: async () => token },
    });
    const submitted = await provider.submit(request);
    if (submitted.verdict !== 'accepted') throw new Error(`the stand-in says ${submitted.verdict}`);
    const { requestId } = submitted;
    const editId = editIdForKey('bench', 'bench', 'looks');
    const origin = { type: 'api' } as const;
    const record = newEdit({ editId, owner: 'bench', request, metadata: {}, origin }, systemClock.now());
    await edits.create(record);
    await edits.change(record, (current) =>
      changed(current, { status: 'queued', requestId, sentAt: systemClock.now() }, systemClock.now()),
    );
    return lookedSchema.parse(
      await runAsLambda({
        file: join(import.meta.dirname, 'look.cjs'),
        given: [checkStatus.file, editId, String(looks)],
        memoryMb,
        environment: {
          ...checkStatus.environment,
          EDITS_TABLE: dynamo.tableName,
          // What the looks of a call take, without the time that it stays between them.
          LOOKING: JSON.stringify({ ...lookLimits, lingerSeconds: 0 }),
          PROVIDER_URL: standIn.url,
          PROVIDER_BALANCE_URL: standIn.url,
          AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
          AWS_ENDPOINT_URL: services.url,
        },
      }),
    );
  } finally {
    await Promise.all([services.close(), standIn.close(), dynamo.close()]);
    await rm(dataFolder, { recursive: true });
  }
};
