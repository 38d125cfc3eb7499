"use strict";
const sourceMaps = require("source-map-support");

/** The SDK's function that notes on each of thousands of promises where it was made, in case one never settles. */
const NOTING_FUNCTION = "debuggablePromise";

/**
 * Has those notes say nothing unless `PULUMI_DEBUG_PROMISE_LEAKS` asks for them, which is what the SDK shows them for: looking up
 * the TypeScript line of every frame takes about as long as all else that a program does.
 */
function leavePromiseStacksUnmapped() {
  // What Pulumi has done by now; a second time does nothing.
  sourceMaps.install();
  Error.prepareStackTrace = withoutPromiseStacks(Error.prepareStackTrace);
}

/** An `Error.prepareStackTrace` that leaves those notes empty and has `format` do all else. */
function withoutPromiseStacks(format) {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return format;
  return (error, frames) => (frames[0]?.getFunctionName() === NOTING_FUNCTION ? String(error) : format(error, frames));
}

module.exports = { leavePromiseStacksUnmapped, withoutPromiseStacks };
