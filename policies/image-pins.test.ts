/**
 * Proves the exact message for each way of writing a bad image, in every kind that runs pods.
 * Does not prove that an image exists, nor that its digest is that of its tag.
 */
import { describe, expect, it } from "@jest/globals";
import { imagePins } from "./image-pins";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const FIELD = "spec.template.spec.containers[0].image";
const DIGEST = `sha256:${"a".repeat(64)}`;

const judgeImage = async (image: unknown) => (await judge(imagePins, withField(DEPLOYMENT, FIELD, image))).violations;
const refusal = (image: string, remedy: string) =>
  `Deployment backend-mainnet/svc-identity: ${FIELD} is "${image}"; ${remedy}.`;

describe("image-pins", () => {
  it.each([
    "docker.io/gx-protocol/svc-identity:2.0.6",
    `docker.io/gx-protocol/svc-identity:2.0.6@${DIGEST}`,
    "10.43.0.50:5000/postgres-ha:15.13-1",
    "localhost/postgres-ha:15-alpine",
    "registry.example.com/library/redis:v7",
  ])("accepts %s", async (image) => {
    expect(await judgeImage(image)).toEqual([]);
  });

  it.each([
    ["svc-identity:2.0.6", "put the registry in front, such as docker.io/"],
    ["library/redis:7.2", "put the registry in front, such as docker.io/"],
    ["docker.io/library/redis", "add a version tag"],
    [`docker.io/library/redis@${DIGEST}`, "add a version tag"],
    ["docker.io/library/redis:latest", "the tag latest moves, name a version instead"],
    [`docker.io/library/redis:latest@${DIGEST}`, "the tag latest moves, name a version instead"],
    ["docker.io/library/redis:stable", "the tag stable moves, name a version instead"],
    ["", "write an image reference: registry/repository:version"],
    ["docker.io/library/redis:", "write an image reference: registry/repository:version"],
    ["docker.io/Library/redis:7", "write an image reference: registry/repository:version"],
    ["docker.io/library/redis:7@sha256:abc", "write an image reference: registry/repository:version"],
    [" docker.io/library/redis:7", "write an image reference: registry/repository:version"],
  ])("refuses %j", async (image, remedy) => {
    expect(await judgeImage(image)).toEqual([refusal(image, remedy)]);
  });

  it("refuses a container without an image", async () => {
    expect(await judgeImage(undefined)).toEqual([
      `Deployment backend-mainnet/svc-identity: ${FIELD} is not set; write an image reference: registry/repository:version.`,
    ]);
  });

  it.each([
    "gx-protocol/svc-tax:2.1.0",
    "docker.io/gx-protocol/svc-tax:2.1.0",
    "index.docker.io/gx-protocol/svc-tax:2.1.0",
    "10.43.0.50:5000/gx-protocol/svc-tax:2.1.0",
    "localhost:5000/gx-protocol/svc-tax:2.1.0",
    "registry.example.com/mirror/docker/gx-protocol/svc-tax:2.1.0",
    `docker.io/gx-protocol/svc-tax:2.1.0@${DIGEST}`,
  ])("refuses the denied image however it is written: %s", async (image) => {
    expect(await judgeImage(image)).toEqual([
      refusal(
        image,
        "use another version, as this one must not run: built without the Prisma client, crashes at start (G09)",
      ),
    ]);
  });

  it("accepts the denied tag on another repository", async () => {
    expect(await judgeImage("docker.io/library/redis:2.1.0")).toEqual([]);
  });

  describe.each(WORKLOAD_KINDS)("in $type", ({ type, template }) => {
    const kind = type.split(":")[2] ?? "";

    it("accepts pinned images", async () => {
      expect(await judge(imagePins, validWorkload(type))).toEqual({ violations: [] });
    });

    it.each(["initContainers[0]", "containers[0]", "ephemeralContainers[0]"])("judges %s", async (container) => {
      const workload = withField(validWorkload(type), `${template}spec.ephemeralContainers`, [
        { name: "debug", image: "docker.io/library/busybox:1.36" },
      ]);
      const field = `${template}spec.${container}.image`;
      expect((await judge(imagePins, withField(workload, field, "docker.io/library/redis"))).violations).toEqual([
        `${kind} backend-mainnet/svc-identity: ${field} is "docker.io/library/redis"; add a version tag.`,
      ]);
    });
  });

  it("judges image volumes", async () => {
    const volume = [{ name: "data", image: { reference: "docker.io/library/data:latest" } }];
    expect((await judge(imagePins, withField(DEPLOYMENT, "spec.template.spec.volumes", volume))).violations).toEqual([
      'Deployment backend-mainnet/svc-identity: spec.template.spec.volumes[0].image.reference is "docker.io/library/data:latest"; ' +
        "the tag latest moves, name a version instead.",
    ]);
  });

  it("reports an unknown image and still judges the others", async () => {
    const unknown = withField(DEPLOYMENT, "spec.template.spec.initContainers[0].image", UNKNOWN);
    expect(await judge(imagePins, withField(unknown, FIELD, "docker.io/library/redis"))).toEqual({
      violations: [refusal("docker.io/library/redis", "add a version tag")],
      advisory: "string value at .spec.template.spec.initContainers.0.image can't be known during preview",
    });
  });

  it("reports an unknown spec", async () => {
    expect(await judge(imagePins, withField(DEPLOYMENT, "spec", UNKNOWN))).toEqual({
      violations: [],
      advisory: "string value at .spec can't be known during preview",
    });
  });

  it("names the resource where the object's own name is unknown", async () => {
    const unnamed = withField(withField(DEPLOYMENT, "metadata.name", UNKNOWN), FIELD, "docker.io/library/redis");
    expect((await judge(imagePins, unnamed)).violations).toEqual([
      `Deployment resource: ${FIELD} is "docker.io/library/redis"; add a version tag.`,
    ]);
  });

  it("looks inside lists", async () => {
    const item = withField(DEPLOYMENT, FIELD, "docker.io/library/redis").props;
    const found = `Deployment backend-mainnet/svc-identity: items[1].${FIELD} is "docker.io/library/redis"; add a version tag.`;
    const typed = { type: "kubernetes:apps/v1:DeploymentList", props: { items: [DEPLOYMENT.props, item] } };
    expect((await judge(imagePins, typed)).violations).toEqual([found]);
    const mixed = {
      type: "kubernetes:v1:List",
      props: {
        items: [
          { kind: "ConfigMap", apiVersion: "v1" },
          { ...item, kind: "Deployment", apiVersion: "apps/v1" },
        ],
      },
    };
    expect((await judge(imagePins, mixed)).violations).toEqual([found]);
  });

  it.each(["kubernetes:apps/v1:DeploymentPatch", "kubernetes:example.com/v1:Deployment", "random:index:Deployment"])(
    "leaves %s alone",
    async (type) => {
      const other = { ...withField(DEPLOYMENT, FIELD, "docker.io/library/redis"), type };
      expect(await judge(imagePins, other)).toEqual({ violations: [] });
    },
  );
});
