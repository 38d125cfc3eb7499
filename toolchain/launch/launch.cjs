"use strict";
// Plain JavaScript because Pulumi loads it before there is anything that could run TypeScript.
const { kubeconfigAlone } = require("./kubeconfig-alone.cjs");
const { loadTypescript } = require("./load-typescript.cjs");
const { loadWhenUsed } = require("./load-when-used.cjs");
const { leavePromiseStacksUnmapped } = require("./promise-stacks.cjs");

/**
 * Frames of Pulumi's as its source maps name them, a file right below a scope: Node.js 20 goes on highlighting one of those until
 * memory is full, for a minute (pulumi/pulumi#21326).
 */
const ENDLESS_FRAMES = /\n {4}at [^\n]*node_modules\/@pulumi\/[^/\n]*(?=\n|$)/g;

/**
 * Loads the program or the policy pack that Pulumi runs. Pulumi could load the TypeScript itself; that takes twice as long or
 * more, for things that nothing here needs (docs/adr/0008-compiled-in-memory.md).
 *
 * @param {string} file the TypeScript file's absolute path
 * @returns a promise of what it exports
 * @throws SyntaxError saying where in which file, where it or what it imports can't be compiled
 */
async function launch(file) {
  const sdk = require.resolve("@pulumi/pulumi");
  // Pulumi's SDK needs both to turn functions into cloud functions only.
  loadWhenUsed("@npmcli/arborist", sdk);
  loadWhenUsed("typescript", sdk);
  leavePromiseStacksUnmapped();
  return loadTypescript(file, [kubeconfigAlone]);
}

/**
 * Loads the program and runs the function that it exports.
 *
 * @param {string} file the TypeScript file's absolute path
 * @returns a promise of the stack's outputs
 * @throws what the program throws
 */
async function launchProgram(file) {
  try {
    const main = await launch(file);
    return await main();
  } catch (error) {
    if (error instanceof Error) error.stack = error.stack?.replace(ENDLESS_FRAMES, "");
    throw error;
  }
}

module.exports = { launch, launchProgram };
