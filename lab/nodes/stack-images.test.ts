/**
 * That no pod of an environment names an image which real nodes don't have, or is probed in a way that a stand-in has no
 * answer to. Doesn't show that the images start: deploying onto real nodes does.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";

import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { deploy } from "../../stacks/deploy";
import { recordResources } from "../../tests/support/recorded-resources";
import { committedEnvironment } from "../../tests/support/stack-file";
import { stackImages } from "./stack-images";
import { ANSWERED } from "./stand-in";

const { built, standIns } = stackImages();
const references = built.map(({ reference }) => reference);

interface Container {
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

/** Whatever has an image in what an environment declares. */
async function containersOf(environment: (typeof ENVIRONMENT_NAMES)[number]): Promise<Container[]> {
  const { resources } = await recordResources(() => deploy(committedEnvironment(environment), "kubeconfig.yaml"));
  const found: Container[] = [];
  JSON.stringify(resources, (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "image" in value && "name" in value) {
      found.push(value as Container & { name: unknown });
    }
    return value;
  });
  return found;
}

describe.each(ENVIRONMENT_NAMES)("%s", (environment) => {
  let containers: Container[];
  beforeAll(async () => {
    containers = await containersOf(environment);
  });

  it("names images, and each is built here or has a stand-in", () => {
    const named = [...new Set(containers.map(({ image }) => image))];
    // etcd is the cluster's, and mainnet has that.
    const built = references.filter((image) => environment === "mainnet" || !image.includes("etcd-tools"));
    expect(named.filter((image) => references.includes(image)).sort()).toEqual([...built].sort());
    expect(named.filter((image) => standIns.includes(image))).not.toHaveLength(0);
    expect(named.filter((image) => !references.includes(image) && !standIns.includes(image))).toEqual([]);
  });

  it("asks stand-ins, where they are told to listen, for nothing that they don't answer", () => {
    for (const container of containers.filter(({ image }) => standIns.includes(image))) {
      const port = container.ports.find(({ name }) => name === "http")?.containerPort;
      expect(container.env).toContainEqual({ name: "PORT", value: String(port) });
      const probes = Object.entries(container).filter(([key]) => key.endsWith("Probe"));
      expect(probes).not.toHaveLength(0);
      const asked = probes.map(([, probe]) => (probe as { readonly httpGet: { readonly path: string } }).httpGet);
      expect(asked.filter(({ path }) => !ANSWERED.includes(path))).toEqual([]);
    }
  });
});

it("what can be built has no stand-in", () =>
  expect(standIns.filter((image) => references.includes(image))).toEqual([]));
