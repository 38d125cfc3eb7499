// What Pulumi loads: the program in index.ts, as main.cjs of this checkout loads the program itself.
const { join } = require("node:path");
const { launchProgram } = require("../../../toolchain/launch/launch.cjs");

module.exports = () => launchProgram(join(__dirname, "index.ts"));
