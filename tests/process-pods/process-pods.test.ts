/**
 * Pods as processes: what other tests take for granted of them. A StatefulSet's servers see what their pods say, and Jobs
 * end as their pods do.
 *
 * Not shown: limits, network policies, DNS. There are none. Addresses of Services are in service-addresses.test.ts.
 */
import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";

import { apply, becomes, TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { until } from "../support/until";
import { CLAIM_MEBIBYTES, CONTAINER, FIRST, IN_NAMESPACE, RunningServers, SECOND } from "./running-servers";
import { ANY_SERVICE, GROUP, job, NAMESPACE, PORT, SERVER, USER } from "./server-objects";

jest.setTimeout(TIMEOUT_MS);

describeUnless(notInOwnNetwork(), "pods as processes", () => {
  let servers: RunningServers;

  beforeAll(async () => {
    servers = await RunningServers.start("process-pods");
  });
  afterAll(() => servers?.dispose());

  it("a server sees what its pod says, and has no more rights than that", async () => {
    expect(await servers.seenBy(FIRST)).toEqual({
      starts: 1,
      greeting: "hello",
      environment: {
        POD_NAME: FIRST,
        POD_IP: await servers.address(FIRST),
        SECRET: "friend",
        URL: `http://${FIRST}.${SERVER}:${PORT}/$(UNKNOWN)`,
      },
      user: [USER, USER, [GROUP]],
      secretMode: "0o440",
      rootIsWritable: false,
      processId: 1,
      hostname: FIRST,
    });
    const { stdout } = await servers.pods.exec(FIRST, CONTAINER, ["grep", "Cap", "/proc/self/status"]);
    expect(stdout.replace(/\s+/g, " ")).not.toMatch(/: 0*[1-9a-f]/);
  });

  it("a server calls the API with its own token, and may do what its role says", async () => {
    expect(await servers.apiStatus(FIRST)).toBe(200);
    expect(await servers.apiStatus(FIRST, "/api/v1/namespaces/kube-system/pods")).toBe(403);
  });

  it("servers know each other by name, and names follow the addresses", async () => {
    const means = (name: string, addresses: readonly string[]) =>
      until(`${name} to be known`, async () => {
        const known = await servers.addressesOf(name);
        return known.join(" ") === addresses.join(" ") || `it means ${known.join(" ")}`;
      });
    const second = await servers.address(SECOND);
    for (const name of [`${SECOND}.${SERVER}`, `${SECOND}.${SERVER}.${NAMESPACE}.svc.cluster.local`]) {
      await means(name, [second]);
    }
    const both = [await servers.address(FIRST), second].sort();
    await means(`${SERVER}.${NAMESPACE}.svc`, both);
    await means(`${ANY_SERVICE}.${NAMESPACE}.svc`, both);
  });

  it("a changed ConfigMap is seen", async () => {
    await servers.lab.kubectl.run([
      "patch",
      "configmap",
      SERVER,
      IN_NAMESPACE,
      '--patch={"data":{"greeting":"good day"}}',
    ]);
    await until("the new greeting", async () => {
      const { greeting } = await servers.seenBy(FIRST);
      return greeting === "good day" || greeting;
    });
  });

  it("a claim with a size is a disk of that size, and its folder the volume", async () => {
    const folder = await servers.pods.volumeFolder(`data-${FIRST}`);
    expect(readFileSync(join(folder, "count"), "utf8")).toBe("x");
    const { blocks, bsize } = statfsSync(folder);
    expect((blocks * bsize) / 1024 / 1024).toBeLessThanOrEqual(CLAIM_MEBIBYTES);
    const fill = ["sh", "-c", "dd if=/dev/zero of=/data/fill bs=1M; rm /data/fill"];
    expect((await servers.pods.exec(FIRST, CONTAINER, fill)).stderr).toContain("No space left on device");
  });

  describe("Jobs", () => {
    it.each([
      ["succeeded", 0],
      ["failed", 1],
    ] as const)("one has %s when its pod ends with exit code %d", async (field, exitCode) => {
      await apply(servers.lab.kubectl, job(field, `echo said; exit ${exitCode}`));
      await becomes(servers.lab.kubectl, "1", `job/${field}`, IN_NAMESPACE, `--output=jsonpath={.status.${field}}`);
      const pod = await servers.lab.kubectl.run([
        ...["get", "pods", `--selector=job-name=${field}`, IN_NAMESPACE, "--output=jsonpath={.items[0].metadata.name}"],
      ]);
      expect(servers.pods.logs(pod, CONTAINER)).toBe("said\n");
    });

    it("one that keeps more in an emptyDir than its limit is evicted, one below it isn't", async () => {
      const keeping = (kibibytes: number, after: string) =>
        `dd if=/dev/zero of=/scratch/kept bs=1K count=${kibibytes}; ${after}`;
      await apply(
        servers.lab.kubectl,
        job("hoarding", keeping(1100, "sleep 86399")),
        job("modest", keeping(900, "sleep 15")),
      );
      const pod = (name: string, path: string) => [
        "pods",
        `--selector=job-name=${name}`,
        IN_NAMESPACE,
        `--output=jsonpath={.items[0].status.${path}}`,
      ];
      await becomes(servers.lab.kubectl, "Failed", ...pod("hoarding", "phase"));
      expect(await servers.lab.kubectl.run(["get", ...pod("hoarding", "reason")])).toBe("Evicted");
      expect(await servers.lab.kubectl.run(["get", ...pod("hoarding", "message")])).toContain('"scratch"');
      await becomes(servers.lab.kubectl, "Succeeded", ...pod("modest", "phase"));
    });
  });
});
