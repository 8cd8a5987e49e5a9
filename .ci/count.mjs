// Prints how many tests passed and how many did not. A suite that could not run at all counts as one that failed.
import { readFileSync } from 'node:fs';

const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (result.numTotalTests === 0) throw new Error('no test ran');
console.log(result.numPassedTests, result.numFailedTests + result.numRuntimeErrorTestSuites);
