/** What is waited for. That pods reach each other then is seen by `npm run drill -- nodes`. */
import { expect, it } from "@jest/globals";

import { labLayout } from "../layout";
import { connectPods } from "./connect-pods";
import { realLayout } from "./real-layout";

it("asks again where the API server doesn't answer", async () => {
  const answers = [() => Promise.reject(new Error("connection refused")), () => Promise.resolve({ items: [] })];
  const admin = { get: () => answers.shift()!() } as never;
  await connectPods({ layout: realLayout(labLayout("/nowhere", "mine")), nodes: [], holders: [], admin });
  expect(answers).toEqual([]);
});
