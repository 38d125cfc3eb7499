/** How containers are named. That the right one is frozen and killed is seen by `npm run drill -- faults`. */
import { expect, it } from "@jest/globals";

import type { Kubectl } from "../kubectl";
import { findContainer } from "./containers";

const running = (name: string) => ({ name, containerID: `containerd://${name}-id`, state: { running: {} } });
const pod = (name: string, ...containerStatuses: object[]) => ({
  metadata: { namespace: "default", name },
  spec: { nodeName: "one" },
  status: { containerStatuses },
});
const items = [
  pod("web", running("main")),
  pod("webs", running("main")),
  pod("pair", running("first"), running("second")),
  pod("ended", { name: "main", containerID: "containerd://x", state: { terminated: {} } }),
];
const kubectl = { get: () => Promise.resolve({ items }) } as unknown as Kubectl;

it("by its pod where that has one, by its own name always", async () => {
  const main = { name: "default/web/main", node: "one", id: "main-id" };
  expect(await findContainer(kubectl, "default/web")).toEqual(main);
  expect(await findContainer(kubectl, "default/web/main")).toEqual(main);
  expect((await findContainer(kubectl, "default/pair/second")).id).toBe("second-id");
});

it.each([
  ["default/pair", '"default/pair" is several containers: default/pair/first, default/pair/second'],
  ["default/ended", 'no container "default/ended" runs; there are default/pair/first,'],
  ["default", '"default" is several containers: '],
])("%s is refused, with those there are", async (given, message) => {
  await expect(findContainer(kubectl, given)).rejects.toThrow(message);
});
