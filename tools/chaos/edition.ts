import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { patience } from '../../lambdas/core/patience.ts';
import type { Definitions } from '../../local/definition.ts';
import { startEdition } from '../../local/edition.ts';
import { standInToken } from '../../local/stand-in/token.ts';
import { chaosBudget } from './spending.ts';

// The local edition as `npm start` runs it, but that it is told its state machine, whose synthesis takes longer than
// most of these processes live, and that what waits for minutes waits for seconds.
const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { definition: text, data: text, port: text, provider: text, slots: text },
});
const { definition = '', data = '', port = '', provider = '', slots = '' } = values;

const edition = await startEdition({
  port: Number(port),
  dataFolder: data,
  slots: Number(slots),
  budget: chaosBudget,
  provider: () => ({ kind: 'address', url: provider, token: standInToken }),
  patience: { ...patience, accountRetrySeconds: 3 },
  machines: {
    definitions: JSON.parse(await readFile(definition, 'utf8')) as Definitions,
    waits: { WaitAfterFault: 2_000 },
  },
});
console.log(`listening on ${edition.url} resumed ${JSON.stringify(edition.resumed)}`);
