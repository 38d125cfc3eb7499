// What Pulumi loads: the policy pack in index.ts.
const { join } = require("node:path");
const { launch } = require("../toolchain/launch/launch.cjs");

void launch(join(__dirname, "index.ts"));
