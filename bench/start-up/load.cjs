// Loads what it is given, and says how long that took and the most memory there was.
'use strict';

const { performance } = require('node:perf_hooks');
const { peakMb } = require('./peak.cjs');

const began = performance.now();
require(process.argv[2]);
const loadMs = performance.now() - began;
process.stdout.write(JSON.stringify({ loadMs, peakMb: peakMb() }), () => process.exit(0));
