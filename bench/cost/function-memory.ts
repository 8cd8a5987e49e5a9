import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});
const functionSchema = z.object({
  MemorySize: z.int().positive(),
  Environment: z.object({ Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
});

/** How much memory each function has, in MiB, by its name. @param folder of a synthesised app */
export const functionMemory = async (folder: string): Promise<Readonly<Record<string, number>>> => {
  const text = await readFile(join(folder, 'Reshoot-dev.template.json'), 'utf8');
  const { Resources: resources } = templateSchema.parse(JSON.parse(text));
  return Object.fromEntries(
    Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => functionSchema.parse(Properties))
      .map(({ MemorySize, Environment }) => [Environment.Variables.POWERTOOLS_SERVICE_NAME, MemorySize]),
  );
};
