/** What is told of a cluster's surroundings. Against a fake: that K3s' own Traefik carries the label is not shown. */
import { describe, expect, it } from "@jest/globals";
import { fakeCluster, type FakeObject } from "../../tests/support/fake-cluster";
import { SERVERS } from "../inventory";
import { apiServerNotices } from "./api-server-addresses";
import { defaultStorageNotices } from "./default-storage";
import { ingressNotices } from "./ingress-controller";

const storageClass = (name: string, isDefault: string): FakeObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  name,
  annotations: { "storageclass.kubernetes.io/is-default-class": isDefault },
});

describe("default storage classes", () => {
  const notices = (...classes: FakeObject[]) => defaultStorageNotices(fakeCluster(classes));

  it("are one: nothing to tell", async () => {
    expect(await notices(storageClass("local-path", "true"), storageClass("gx-data", "false"))).toEqual([]);
  });

  it("are two", async () => {
    expect(await notices(storageClass("longhorn", "true"), storageClass("local-path", "true"))).toEqual([
      'storage classes with storageclass.kubernetes.io/is-default-class "true": local-path, longhorn, so a claim that names no class gets the newest; set it to "false" on all but local-path (G26)',
    ]);
  });

  it("are none", async () => {
    expect(await notices(storageClass("local-path", "false"))).toEqual([
      'storage classes with storageclass.kubernetes.io/is-default-class "true": none, so a claim that names no class stays unbound; deploying mainnet marks local-path (G26)',
    ]);
  });
});

describe("the ingress controller", () => {
  const traefik = {
    apiVersion: "apps/v1",
    namespace: "kube-system",
    name: "traefik",
    labels: { "app.kubernetes.io/name": "traefik" },
  };

  it.each(["Deployment", "DaemonSet"])("is there as a %s: nothing to tell", async (kind) => {
    expect(await ingressNotices(fakeCluster([{ ...traefik, kind }]))).toEqual([]);
  });

  it.each([
    ["missing", []],
    ["missing", [{ ...traefik, kind: "Deployment", namespace: "traefik" }]],
    ["without label app.kubernetes.io/name=traefik", [{ ...traefik, kind: "Deployment", labels: {} }]],
  ])("is %s", async (what, objects) => {
    expect(await ingressNotices(fakeCluster(objects))).toEqual([
      `ingress controller kube-system/traefik is ${what}: API services can't be reached from outside; start K3s without --disable=traefik`,
    ]);
  });
});

describe("the API servers' addresses", () => {
  const declared = ["217.196.51.190", "72.60.210.201", "72.61.116.210", "72.61.81.3"];
  const notices = (addresses: readonly string[]) => apiServerNotices(SERVERS, fakeCluster([], { addresses }));

  it("are the declared ones, in whatever order: nothing to tell", async () => {
    expect(await notices([...declared].reverse())).toEqual([]);
  });

  it("are others: pods can't reach them", async () => {
    expect(await notices([...declared, "10.0.0.4"])).toEqual([
      "API servers are at 10.0.0.4, 217.196.51.190, 72.60.210.201, 72.61.116.210, 72.61.81.3, publicIpv4 of the inventory's K3s servers says 217.196.51.190, 72.60.210.201, 72.61.116.210, 72.61.81.3: pods that call the API (Patroni) are cut off from 10.0.0.4; start what is down, set K3s' --advertise-address or correct stacks/inventory.ts",
    ]);
  });

  it.each([
    [
      declared.slice(1),
      "says 217.196.51.190, 72.60.210.201, 72.61.116.210, 72.61.81.3: no API server answers for 217.196.51.190; start",
    ],
    [[], "API servers are at no address, publicIpv4"],
    [["10.0.0.4"], "are cut off from 10.0.0.4; no API server answers for 217.196.51.190, 72.60.210.201,"],
  ])("are %j", async (addresses, text) => {
    const [notice, ...more] = await notices(addresses);
    expect(notice).toContain(text);
    expect(more).toEqual([]);
  });
});
