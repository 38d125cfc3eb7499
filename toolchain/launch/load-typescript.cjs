"use strict";
const Module = require("node:module");
const path = require("node:path");
const { build } = require("esbuild");
const sourceMaps = require("source-map-support");

/**
 * Compiles a TypeScript file, with all that it imports of its checkout, into memory, and runs it. Stacks name the TypeScript lines.
 *
 * @param {string} file its absolute path
 * @param {import("esbuild").Plugin[]} plugins take part in compiling
 * @returns what it exports
 * @throws SyntaxError saying where in which file, where something can't be compiled
 */
async function loadTypescript(file, plugins) {
  const filename = file.replace(/\.ts$/, ".js");
  const { code, map } = await compile(file, filename, plugins);
  sourceMaps.install({ retrieveSourceMap: (source) => (source === filename ? { url: filename, map } : null) });
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(path.dirname(filename));
  module._compile(code, filename);
  return module.exports;
}

async function compile(file, outfile, plugins) {
  const options = { bundle: true, platform: "node", target: "node20", sourcemap: "external", sourcesContent: false };
  try {
    const { outputFiles } = await build({
      ...options,
      ...{ entryPoints: [file], outfile, plugins, write: false, logLevel: "silent" },
    });
    const textOf = (name) => outputFiles.find(({ path }) => path === name).text;
    return { code: textOf(outfile), map: textOf(`${outfile}.map`) };
  } catch (error) {
    // Pulumi shows no frames of a SyntaxError, and the message says where it is.
    throw new SyntaxError(error.message);
  }
}

module.exports = { loadTypescript };
