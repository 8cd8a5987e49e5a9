#!/usr/bin/env node
// CommonJS without types, so that the oldest Node somebody may have can read it.
'use strict';
const needed = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`reshoot needs Node.js ${needed.join('.')} or newer, and this is ${process.versions.node}.`);
  process.exit(1);
}
import('../dist/cli/main.js');
