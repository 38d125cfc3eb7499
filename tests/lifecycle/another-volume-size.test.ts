/**
 * Another `volumeMebibytes`, as docs/runbooks/postgres-full-disk.md has it, on a real engine and a real API server: refused while the
 * StatefulSet stands, and harmless once it was deleted without its pods. Pods are played here, so nothing shows that PostgreSQL goes
 * on meanwhile; that a member fills a new volume is shown in tests/postgres/volumes.test.ts.
 */
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { LabStack } from "../../lab/lab-stack";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import { committedSettings } from "../support/stack-file";
import type { TestLab } from "../support/test-lab";
import { until } from "../support/until";
import { deployOnLab } from "./deploy-on-lab";

const TIMEOUT_MS = 1_800_000;
const NAMESPACE = "backend-mainnet";
const CLAIM = "postgres-storage";
const MEMBERS = ["postgres-0", "postgres-1", "postgres-2"];

const postgres = committedSettings("mainnet").postgres as { readonly volumeMebibytes: number };
const declared = postgres.volumeMebibytes;
/** What the runbook changes in a pull request: twice the committed size. */
const larger = { postgres: { ...postgres, volumeMebibytes: 2 * declared } };

let test: TestLab;
beforeAll(async () => void (test = await startCopyOfDeployedLab("another-volume-size")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

const gibibytes = (mebibytes: number) => `${mebibytes / 1024}Gi`;
const kubectl = (...args: readonly string[]) => test.kubectl.run(["--namespace", NAMESPACE, ...args]);

/** Each member's pod: its uid, which a new pod wouldn't have, and that of the StatefulSet that holds it. */
async function pods(): Promise<Record<string, { pod: string; owner: string | undefined }>> {
  const { items } = JSON.parse(
    await kubectl("get", "pods", "--selector=app.kubernetes.io/name=postgres", "--output=json"),
  ) as {
    items: { metadata: { name: string; uid: string; ownerReferences?: { kind: string; uid: string }[] } }[];
  };
  const members = items.filter(({ metadata }) => MEMBERS.includes(metadata.name));
  return Object.fromEntries(
    members.map(({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ kind }) => kind === "StatefulSet");
      return [metadata.name, { pod: metadata.uid, owner: owner?.uid }];
    }),
  );
}

async function statefulSet(): Promise<{ uid: string; size: string }> {
  const { metadata, spec } = JSON.parse(await kubectl("get", "statefulset", "postgres", "--output=json")) as {
    metadata: { uid: string };
    spec: { volumeClaimTemplates: { spec: { resources: { requests: { storage: string } } } }[] };
  };
  return { uid: metadata.uid, size: spec.volumeClaimTemplates[0]!.spec.resources.requests.storage };
}

/** The size that each member's claim asks for, and whether it has a volume. */
async function claims(): Promise<Record<string, string>> {
  const columns = "{.metadata.name} {.spec.resources.requests.storage} {.status.phase}{'\\n'}";
  const list = await kubectl("get", "pvc", `--output=jsonpath={range .items[*]}${columns}{end}`);
  const rows = list.split("\n").map((row) => row.replace(`${CLAIM}-`, "").split(" "));
  return Object.fromEntries(
    rows.filter(([name]) => MEMBERS.includes(name!)).map(([name, size, phase]) => [name, `${size} ${phase}`]),
  );
}

async function heldBy(uid: string): Promise<void> {
  await until("the StatefulSet to hold all members", async () => {
    const found = await pods();
    return MEMBERS.every((name) => found[name]?.owner === uid) || JSON.stringify(found);
  });
}

/** Step 2 of the runbook: the object goes without its pods, and the state forgets it. */
async function forgetStatefulSet(stack: LabStack): Promise<string> {
  await kubectl("delete", "statefulset", "postgres", "--cascade=orphan");
  const urns = (await stack.state(["stack", "--show-urns"])).output;
  const urn = /urn:pulumi:\S*StatefulSet::postgres-statefulset/.exec(urns)?.[0];
  const { exitCode, output } = await stack.program(
    ["refresh", "--yes", "--run-program", "--target", String(urn)],
    "captured",
  );
  return exited(0, exitCode, output);
}

it(
  "is refused while the StatefulSet stands, and changes no pod once it was deleted without them",
  async () => {
    const old = await statefulSet();
    expect(old.size).toBe(gibibytes(declared));
    await heldBy(old.uid);
    const before = await pods();

    const refused = await deployOnLab(test, await test.stack("mainnet", larger));
    expect(exited("failure", refused.exitCode, refused.text)).toContain("protect");
    expect(await pods()).toEqual(before);
    expect(await statefulSet()).toEqual(old);

    const refreshed = await forgetStatefulSet(await test.stack("mainnet"));
    expect(refreshed).toMatch(/- 1 deleted/);

    const changed = await deployOnLab(test, await test.stack("mainnet", larger));
    expect(exited(0, changed.exitCode, changed.text)).toContain("gate of mainnet: passed");
    const anew = await statefulSet();
    expect(anew.size).toBe(gibibytes(2 * declared));
    await heldBy(anew.uid);
    const podsOnly = (of: Awaited<ReturnType<typeof pods>>) => Object.entries(of).map(([name, { pod }]) => [name, pod]);
    expect(podsOnly(await pods())).toEqual(podsOnly(before));
    expect(anew.uid).not.toBe(old.uid);
    expect(await claims()).toEqual(Object.fromEntries(MEMBERS.map((name) => [name, `${gibibytes(declared)} Bound`])));
  },
  TIMEOUT_MS,
);

it(
  "gives a member the new size with its next volume, and leaves the others theirs",
  async () => {
    await kubectl("delete", "pvc", "postgres-storage-postgres-2", "--wait=false");
    await kubectl("delete", "pod", "postgres-2");
    const bound = (mebibytes: number) => `${gibibytes(mebibytes)} Bound`;
    const expected = {
      "postgres-0": bound(declared),
      "postgres-1": bound(declared),
      "postgres-2": bound(2 * declared),
    };
    await until("postgres-2 to have a volume of the new size", async () => {
      const found = await claims();
      return isDeepStrictEqual(found, expected) || JSON.stringify(found);
    });
  },
  TIMEOUT_MS,
);
