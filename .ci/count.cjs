// Prints how many tests passed and how many did not. A suite that could not run at all counts as one that failed.
'use strict';
const { readFileSync } = require('node:fs');
const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const broken = result.numRuntimeErrorTestSuites;
if (result.numTotalTests === 0) throw new Error('no test ran');
console.log(result.numPassedTests, result.numFailedTests + broken);
