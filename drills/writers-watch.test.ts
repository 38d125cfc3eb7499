/** From where members are written to, and what counts. That writers follow nodes that are lost is seen by `npm run drill -- postgres`. */
import { spawn } from "node:child_process";

import { expect, it } from "@jest/globals";

import { HOSTNAME_LABEL } from "../components/shared/labels";
import { CLIENTS } from "./client-pods";
import { clientsOfMembers } from "./clients-of-members";
import type { Listener } from "./program-in-pod";
import { WritersWatch } from "./writers-watch";

/** A watch whose programs say what a test has them say. */
function watchOf() {
  const begun: { pid: number; listener: Listener; told: string[]; stopped: boolean }[] = [];
  const watch = new WritersWatch((pid, listener) => {
    const program = { pid, listener, told: [] as string[], stopped: false };
    begun.push(program);
    return {
      tell: (line: string) => void program.told.push(line),
      stop: () => Promise.resolve(void (program.stopped = true)),
    };
  });
  return { watch, begun };
}

/** A process that lives until it is told to end. */
function living() {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  const ended = new Promise((done) => child.once("close", done));
  return { pid: child.pid!, end: () => (child.kill(), ended) };
}

it("a member is written to from the pod that runs on its node, the next one once that has ended", async () => {
  const [first, second] = [living(), living()];
  const { watch, begun } = watchOf();
  watch.moved("a", "10.0.0.1");
  watch.goOnFrom({ member: "a", pid: first.pid });
  watch.goOnFrom({ member: "a", pid: first.pid });
  expect(begun.map(({ pid, told }) => [pid, told])).toEqual([[first.pid, ["10.0.0.1"]]]);
  expect(watch.unwatched(["a", "b"])).toEqual(["b"]);
  await first.end();
  expect(watch.unwatched(["a"])).toEqual(["a"]);
  watch.goOnFrom({ member: "a", pid: first.pid });
  watch.goOnFrom({ member: "a", pid: second.pid });
  expect(begun.map(({ pid, stopped }) => [pid, stopped])).toEqual([
    [first.pid, true],
    [second.pid, false],
  ]);
  await second.end();
});

it("what is refused in the network of a pod that has ended is no try, and nothing that ends what the next one sees", async () => {
  const [first, second] = [living(), living()];
  const { watch, begun } = watchOf();
  watch.goOnFrom({ member: "a", pid: first.pid });
  await first.end();
  let tried = false;
  const tries = watch.tries(["a"]).then(() => (tried = true));
  begun[0]!.listener.onLine("refused");
  await new Promise((done) => setTimeout(done, 200));
  expect(tried).toBe(false);
  watch.goOnFrom({ member: "a", pid: second.pid });
  watch.goOnFrom({ member: "b", pid: second.pid });
  begun[1]!.listener.onLine("0 10");
  begun[0]!.listener.onLine("refused");
  begun[2]!.listener.onLine("40 50");
  begun[1]!.listener.onLine("100 110");
  await tries;
  expect(watch.overlaps).toHaveLength(1);
  await second.end();
});

it("a member's client is the one for its node, also where that doesn't run", () => {
  const pod = (name: string, spec: object, labels = {}, running?: object) => ({
    metadata: { namespace: "default", name, labels },
    spec,
    status: { containerStatuses: [{ name: "client", containerID: `containerd://${name}-id`, state: { running } }] },
  });
  const client = (node: string, running?: object) =>
    pod(`of-${node}`, { nodeName: node, nodeSelector: { [HOSTNAME_LABEL]: node } }, { [CLIENTS]: "client" }, running);
  const pods = [
    ...["one", "two", "three"].map((node, index) => pod(`member-${index}`, { nodeName: node })),
    pod("member-3", {}),
    client("one", {}),
    client("two"),
  ];
  expect(clientsOfMembers(pods, ["member-0", "member-1", "member-2", "member-3"])).toEqual([
    { member: "member-0", exists: true, container: { name: "default/of-one/client", node: "one", id: "of-one-id" } },
    { member: "member-1", exists: true, container: undefined },
    { member: "member-2", exists: false, container: undefined },
  ]);
});
