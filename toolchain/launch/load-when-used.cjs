"use strict";
const Module = require("node:module");

/**
 * Puts a stand-in in the place of a CommonJS module that hasn't been loaded yet, which loads it once something in it is asked
 * for.
 *
 * @param {string} name as it is required
 * @param {string} from the file that requires it
 */
function loadWhenUsed(name, from) {
  const require = Module.createRequire(from);
  const file = require.resolve(name);
  if (require.cache[file]) return;
  let exports;
  const load = () => {
    delete require.cache[file];
    return require(file);
  };
  // As an ES module it is handed on as it is; else importers would copy, and so load, all that is in it.
  const get = (_target, key) => (key === "__esModule" ? true : (exports ??= load())[key]);
  const standIn = new Module(file);
  standIn.exports = new Proxy({}, { get });
  standIn.loaded = true;
  require.cache[file] = standIn;
}

module.exports = { loadWhenUsed };
