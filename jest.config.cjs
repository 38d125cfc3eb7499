/** One project a tier, tests/tiers.ts says what runs when, README.md what each shows. */
const shared = {
  testEnvironment: "<rootDir>/tests/support/jest-environment.cjs",
  rootDir: __dirname,
  moduleNameMapper: { "^(typescript|@npmcli/arborist)$": "<rootDir>/tests/support/no-cloud-functions.cjs" },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs", ignoreDynamic: true },
      },
    ],
  },
};
const tier = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  ...shared,
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  testPathIgnorePatterns: ["/node_modules/", "/.lab/", ...testPathIgnorePatterns],
});

module.exports = {
  // An end for what hangs: a busy machine takes many times longer than an idle one for the same test.
  testTimeout: 60_000,
  projects: [
    tier(
      "unit",
      ["{stacks,components,toolchain,lab,ops,bench,drills,images,tests/support}/**/*.test.ts"],
      ["\\.component\\.test\\.ts$"],
    ),
    tier("component", ["components/**/*.component.test.ts"]),
    tier("policy", ["policies/**/*.test.ts"]),
    tier("golden", ["tests/{golden,networking,docs,systems,scripts}/*.test.ts"]),
    tier("fuzz", ["tests/fuzz/*.test.ts"]),
    tier("toolchain", ["tests/toolchain/*.test.ts"]),
    tier("control-plane", ["tests/control-plane/*.test.ts"]),
    tier("lifecycle", ["tests/lifecycle/*.test.ts"]),
    tier("objectstore", ["tests/objectstore/*.test.ts"]),
    tier("postgres", ["tests/{process-pods,postgres}/*.test.ts"]),
    tier("redis", ["tests/redis/*.test.ts"]),
    tier("backup", ["tests/backup/*.test.ts"]),
  ],
};
