// Prints how many tests passed and how many did not, of what Jest or Playwright wrote. A suite that could not run at all
// counts as one that failed, and so does a test that was passed over.
import { readFileSync } from 'node:fs';

const ofJest = ({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) => ({
  good: numPassedTests,
  bad: numFailedTests + numRuntimeErrorTestSuites,
});

const ofPlaywright = ({ stats: { expected, unexpected, flaky, skipped }, errors }) => ({
  good: expected,
  bad: unexpected + flaky + skipped + errors.length,
});

const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { good, bad } = result.stats === undefined ? ofJest(result) : ofPlaywright(result);
if (good + bad === 0) throw new Error('no test ran');
console.log(good, bad);
