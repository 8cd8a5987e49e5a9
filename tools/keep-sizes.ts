import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { bundleFunctions } from '../bench/start-up/bundles.ts';
import { growthOf, readSizes, sizesFile, sizesOf } from '../bench/start-up/sizes.ts';

/** Accepts the sizes that the functions' bundles have now, and says what grew. */
const sizes = sizesOf(await bundleFunctions());
for (const line of growthOf(await readSizes(), sizes)) console.log(line);
await writeFile(sizesFile, await format(JSON.stringify(sizes), { parser: 'json', printWidth: 110 }));
