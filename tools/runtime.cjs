// Every npm script runs this first. It is CommonJS without types so that the oldest Node a newcomer may have can read it.
'use strict';
const needed = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < needed) {
  console.error(
    `reshoot needs Node ${needed}, and this is ${process.versions.node}: the runtime that 'npm ci' installs is missing. ` +
      "Run 'npm ci' without --ignore-scripts.",
  );
  process.exit(1);
}
