#!/usr/bin/env node
// CommonJS without types, so that the oldest Node somebody may have can read it.
'use strict';
const needed = 24;
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`reshoot needs Node.js ${needed} or newer, and this is ${process.versions.node}.`);
  process.exit(1);
}
import('../dist/local/main.js');
