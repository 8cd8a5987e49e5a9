// Loads check-status and lets it look at one edit again and again, as an execution environment that stays up does.
'use strict';

const { peakMb } = require('./peak.cjs');

const [file, editId, looks] = process.argv.slice(2);
const { handler } = require(file);

const lookAgain = async () => {
  const loadedMb = peakMb();
  for (let look = 1; look <= Number(looks); look += 1) {
    const { next } = await handler(
      { edit_id: editId },
      { awsRequestId: `look-${look}`, functionName: 'check-status' },
    );
    if (next !== 'wait') throw new Error(`a look at an edit in the queue answered ${next}`);
  }
  process.stdout.write(`\n${JSON.stringify({ loadedMb, peakMb: peakMb() })}`, () => process.exit(0));
};

lookAgain().catch((error) => {
  console.error(error);
  process.exit(1);
});
