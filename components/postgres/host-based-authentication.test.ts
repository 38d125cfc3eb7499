/** Who may log in how, read off the lines. That PostgreSQL reads them so is shown by the tests of real processes. */
import { describe, expect, it } from "@jest/globals";
import { POD_CIDR } from "../shared/networks";
import { HOST_BASED_AUTHENTICATION, NAME_MAPS } from "./host-based-authentication";

const network = HOST_BASED_AUTHENTICATION.filter((line) => !line.startsWith("local ")).map((line) => line.split(" "));

describe("over the network", () => {
  it("nobody gets in from anywhere but the pod range (G29), nor without TLS", () => {
    const admitting = network.filter((line) => line[4] !== "reject");
    expect(admitting.map(([type, , , address]) => [type, address])).toEqual(admitting.map(() => ["hostssl", POD_CIDR]));
    expect(admitting.length).toBeGreaterThan(1);
  });

  const methods = (role: string) =>
    network.filter(([, , roles]) => roles!.split(",").includes(role)).map((line) => line[4]);

  it("the roles of the system have no password that would let them in", () => {
    for (const role of ["gx_admin", "replicator", "rewinder", "dumper"]) {
      expect(methods(role)).toEqual(["cert", "reject"]);
    }
    for (const role of ["postgres", "exporter"]) expect(methods(role)).toEqual(["reject"]);
  });

  it("who dumps gets into the application's database alone, with a certificate of his own", () => {
    expect(network.filter(([, , role]) => role === "dumper").map(([, databases]) => databases)).toEqual([
      "gx_protocol",
    ]);
    expect(NAME_MAPS.filter((line) => line.endsWith(" dumper"))).toEqual(["certificates postgres-dump dumper"]);
  });

  it("everybody else is asked for a password, in the application's database alone, after those were refused", () => {
    const others = network.findIndex(([, , roles]) => roles === "all");
    expect(network[others]).toEqual(["hostssl", "gx_protocol", "all", POD_CIDR, "scram-sha-256"]);
    expect(others).toBe(network.length - 1);
  });
});
