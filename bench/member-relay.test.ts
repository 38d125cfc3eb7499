/** What is changed of a declared object. That replication then takes the detour is checked by the benchmark itself, each run. */
import { expect, it } from "@jest/globals";
import { declaredObjects } from "../tests/postgres/declared-objects";
import { withConnectPort } from "./member-relay";

it("changes where members' databases are found, and nothing else", async () => {
  const before = await declaredObjects({});
  const after = before.map((object) => withConnectPort(object, 7777));
  const lines = (objects: readonly object[]) => JSON.stringify(objects, undefined, 1).split("\n");
  const [old, changed] = [lines(before), lines(after)];
  expect(changed).toHaveLength(old.length);
  const differing = changed.map((line, at) => [old[at], line]).filter(([one, other]) => one !== other);
  expect(differing.map((pair) => pair.map((line) => line?.trim()))).toEqual([
    ['"value": "$(POD_IP):5432"', '"value": "$(POD_IP):7777"'],
  ]);
});
