// Entry of every npm script: `node toolchain/bootstrap.mjs SCRIPT.ts [ARGUMENT…]`.
//
// Makes sure that the npm packages of this checkout are those of package-lock.json, then runs the script with tsx in this very process, so that
// signals, exit code and terminal are the script's own. Needs nothing but Node.js, and is kept free of syntax that old versions
// can't parse until the version is checked.

const OLDEST_NODE = 20;

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_NODE) {
  console.error(
    `error: this is Node.js ${process.versions.node}; ${OLDEST_NODE} or newer is needed. Install it from https://nodejs.org/ ` +
      "or with your version manager, then run this again.",
  );
  process.exit(1);
}

import("./npm-packages.mjs")
  .then(({ runScript }) => runScript(process.argv[2], process.argv.slice(3)))
  .catch((error) => {
    console.error(error.name === "UserError" ? `error: ${error.message}` : error);
    process.exit(error.exitCode || 1);
  });
