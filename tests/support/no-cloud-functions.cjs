"use strict";

/**
 * Stands for the modules that Pulumi's SDK needs to turn functions into cloud functions, which nothing here does. Loading them took
 * longer than all else that a test file of the program or of a policy loads.
 */
module.exports = new Proxy(
  {},
  {
    get(_target, key) {
      // As an ES module it is handed on as it is; else importers would copy all that is in it.
      if (key === "__esModule") return true;
      throw new Error(
        `a test asks for ${String(key)} of a module that jest.config.cjs leaves out: take it from the list there`,
      );
    },
  },
);
