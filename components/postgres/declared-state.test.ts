/** The part of the declared state that dumps decide. What the job makes of it is shown by its own tests. */
import { expect, it } from "@jest/globals";
import { declaredState, type DeclaredStateArgs } from "./declared-state";

const args: DeclaredStateArgs = {
  namespace: "backend-mainnet",
  replicas: 3,
  synchronous: "on",
  configuration: {},
  logins: [],
  connectionLimits: new Map(),
  timeoutSeconds: 900,
  isDumped: true,
};

it("has a role that reads one database, in as many sessions as a dump has, where dumps are on", () => {
  expect(declaredState(args)).toMatchObject({
    dumpRole: { name: "dumper", database: "gx_protocol", connectionLimit: 2 },
  });
});

it("has none elsewhere, so that the job takes it away", () => {
  expect(declaredState({ ...args, isDumped: false })).not.toHaveProperty("dumpRole");
});
