/** What is made of an API server's answers. That a real one answers so is shown by the control-plane tests. */
import { describe, expect, it } from "@jest/globals";
import { addressesOf, objectsOf, pluralsByKind } from "./api-answers";

const metadata = { name: "kubernetes", uid: "1" };

describe("an answer", () => {
  it("names kinds as URLs do, without subresources", () => {
    const resources = [
      { name: "deployments", kind: "Deployment" },
      { name: "deployments/scale", kind: "Scale" },
    ];
    expect([...pluralsByKind({ resources })]).toEqual([["Deployment", "deployments"]]);
  });

  it("lists objects with labels and annotations, or without", () => {
    const labels = { owner: "us" };
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    const items = [{ metadata: { ...metadata, labels } }, { metadata: { ...metadata, annotations } }];
    expect(objectsOf({ items })).toEqual([
      { ...metadata, labels, annotations: {} },
      { ...metadata, labels: {}, annotations },
    ]);
  });

  it("gives the IPv4 addresses of every slice", () => {
    const slice = (addressType: string, ...addresses: string[]) => ({
      metadata,
      addressType,
      endpoints: addresses.map((address) => ({ addresses: [address] })),
    });
    const empty = { ...slice("IPv4"), endpoints: null };
    const items = [
      slice("IPv4", "10.0.0.1", "10.0.0.2"),
      slice("IPv6", "2001:db8::1"),
      empty,
      slice("IPv4", "10.0.0.3"),
    ];
    expect(addressesOf({ items })).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  });

  it("of 404 holds nothing", () => {
    expect([...pluralsByKind(undefined), ...objectsOf(undefined), ...addressesOf(undefined)]).toEqual([]);
  });
});
