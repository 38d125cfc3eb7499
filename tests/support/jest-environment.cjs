"use strict";
const { TestEnvironment } = require("jest-environment-node");
const { withoutPromiseStacks } = require("../../toolchain/launch/promise-stacks.cjs");

/** Node.js as jest's own environment has it, without the stacks that Pulumi's SDK notes on promises: they took most of a test's time. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    // Jest has put its formatter into this realm, where the tests' own realm can't reach it.
    this.global.Error.prepareStackTrace = withoutPromiseStacks((error, frames) =>
      Error.prepareStackTrace(error, frames),
    );
  }
};
