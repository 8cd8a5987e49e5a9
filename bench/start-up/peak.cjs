// The most memory that a process had, in MiB.
'use strict';

const { existsSync, readFileSync } = require('node:fs');

const status = '/proc/self/status';

// Linux counts what the process was forked from into the resident set of getrusage; elsewhere there is nothing better.
exports.peakMb = () =>
  (existsSync(status)
    ? Number(/^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(status, 'utf8'))[1])
    : process.resourceUsage().maxRSS) / 1_024;
