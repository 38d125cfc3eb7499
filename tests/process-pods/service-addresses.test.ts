/**
 * Addresses of Services for pods as processes: names mean them, and they lead to endpoints as these come and go.
 *
 * Not shown: a choice among several endpoints that are ready. The first is taken.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";

import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { until } from "../support/until";
import { FIRST, IN_NAMESPACE, packetRules, RunningServers, SECOND, seenAt } from "./running-servers";
import { ANY_SERVICE, FIRST_SERVICE, NAMESPACE, SERVER, SERVICE_PORT } from "./server-objects";

jest.setTimeout(TIMEOUT_MS);

/** Of the service range, and no Service's. */
const FREE_ADDRESS = "10.43.255.250";

describeUnless(notInOwnNetwork(), "addresses of Services", () => {
  let servers: RunningServers;
  const addresses = new Map<string, string>();

  beforeAll(async () => {
    servers = await RunningServers.start("service-addresses", { serviceAddresses: true });
    for (const name of [ANY_SERVICE, FIRST_SERVICE]) {
      const path = "--output=jsonpath={.spec.clusterIP}";
      addresses.set(name, await servers.lab.kubectl.run(["get", "service", name, IN_NAMESPACE, path]));
    }
  });
  afterAll(() => servers?.dispose());

  /** Who answers at a Service's address. */
  const answering = async (service: string) => {
    try {
      return (await seenAt(addresses.get(service)!, SERVICE_PORT)).hostname;
    } catch (error) {
      return String(error);
    }
  };
  const leadsTo = (service: string, wanted: string) =>
    until(`${service} to lead to ${wanted}`, async () => {
      const found = await answering(service);
      return found.includes(wanted) || found;
    });

  it("a name means the address, and a headless Service's still its endpoints", async () => {
    const means = (name: string, wanted: readonly string[]) =>
      until(`${name} to be known`, async () => {
        const known = await servers.addressesOf(name);
        return known.join(" ") === wanted.join(" ") || `it means ${known.join(" ")}`;
      });
    await means(`${ANY_SERVICE}.${NAMESPACE}.svc`, [addresses.get(ANY_SERVICE)!]);
    await means(FIRST_SERVICE, [addresses.get(FIRST_SERVICE)!]);
    const both = [await servers.address(FIRST), await servers.address(SECOND)].sort();
    await means(`${SERVER}.${NAMESPACE}.svc`, both);
    await means(`${SECOND}.${SERVER}`, [await servers.address(SECOND)]);
  });

  it("an address stays when the pod behind it gets another", async () => {
    await leadsTo(FIRST_SERVICE, FIRST);
    const before = await servers.address(FIRST);
    await servers.lab.kubectl.run(["delete", "pod", FIRST, IN_NAMESPACE]);
    await until("another address", async () => {
      const { stdout } = await servers.lab.kubectl.attempt([
        ...["get", "pod", FIRST, IN_NAMESPACE, "--output=jsonpath={.status.podIP}"],
      ]);
      return (stdout !== "" && stdout !== before) || `"${stdout}"`;
    });
    await leadsTo(FIRST_SERVICE, FIRST);
    await servers.becomeReady();
  });

  it("an address leads to who is ready, and to nobody where none is", async () => {
    servers.pods.killHard(FIRST, { keepDown: true });
    await leadsTo(ANY_SERVICE, SECOND);
    servers.pods.killHard(SECOND, { keepDown: true });
    await until("the rule to go", async () => {
      const rules = await packetRules();
      return !rules.includes(`${addresses.get(ANY_SERVICE)}/32`) || rules;
    });
    expect(await answering(ANY_SERVICE)).toContain("ECONNREFUSED");
    // Published though it isn't ready: the pod's own kernel refuses.
    expect(await packetRules()).toContain(`${addresses.get(FIRST_SERVICE)}/32`);
    servers.pods.bringUp(FIRST);
    servers.pods.bringUp(SECOND);
    await leadsTo(FIRST_SERVICE, FIRST);
    await servers.becomeReady();
  });

  it("an address of no Service refuses at once", async () => {
    await expect(seenAt(FREE_ADDRESS, SERVICE_PORT)).rejects.toThrow("ECONNREFUSED");
  });

  it("nothing is left in the end", async () => {
    const routes = async () => (await promisify(execFile)("ip", ["route", "show", "table", "local"])).stdout;
    expect(await routes()).toContain("10.43.0.0/16");
    await servers.pods.dispose();
    expect(await routes()).not.toContain("10.43.0.0/16");
    expect(await packetRules()).not.toContain("GX-");
  });
});
