"use strict";
const { relative } = require("node:path");

/** Begins a line that says which test runs; tests/run.ts shows it, and keeps it out of the output. */
const MARK = "@running ";

/** A jest reporter that says which file and which test runs now. */
class ProgressReporter {
  onTestFileStart(test) {
    say(test, "");
  }

  onTestCaseStart(test, { ancestorTitles, title }) {
    say(test, `: ${[...ancestorTitles, title].join(" ")}`);
  }
}

function say({ path }, what) {
  process.stdout.write(`${MARK}${relative(process.cwd(), path)}${what}\n`);
}

module.exports = ProgressReporter;
module.exports.MARK = MARK;
