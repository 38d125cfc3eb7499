import { DENIED_IMAGES } from "../stacks/versions";
import { parseImageReference, type ImageReference } from "./image-reference";
import { containersOf, podSpecOf } from "./pod-spec-of";
import { is, objectPolicy, type Finding } from "./verdict";

/**
 * Every image, of containers, init containers and image volumes, names its registry and a version, and none is on the
 * deny list, whatever registry, mirror path or digest it is written with.
 *
 * Severity: high. Sources: incident G09 (a release without its database client stopped every rollout), incident G10
 * (an unqualified image was present on some nodes only, so pods failed elsewhere).
 * Remedy: write `registry/repository:version`, with `@sha256:…` where the digest is known.
 */
export const imagePins = objectPolicy(
  {
    name: "image-pins",
    description: "Images name their registry and a version, and none is on the deny list.",
    severity: "high",
    framework: { name: "GX incidents", version: "1", reference: "G09, G10", specification: "Pinned, allowed images" },
    remediationSteps: "Write registry/repository:version, with @sha256:… where the digest is known.",
  },
  (object, check) => {
    const pod = podSpecOf(object);
    if (!pod) return;
    for (const { field, container } of containersOf(pod)) {
      check(() => judgeImage(`${field}.image`, container.image));
    }
    for (const [index, volume] of (pod.spec.volumes ?? []).entries()) {
      check(
        () => volume?.image && judgeImage(`${pod.specField}.volumes[${index}].image.reference`, volume.image.reference),
      );
    }
  },
);

function judgeImage(field: string, image: string | undefined): Finding | undefined {
  const finding = (remedy: string): Finding => ({ field, found: is(image), remedy });
  const reference = parseImageReference(image ?? "");
  if (!reference) return finding("write an image reference: registry/repository:version");
  const denied = denialOf(reference);
  if (denied !== undefined) return finding(`use another version, as this one must not run: ${denied}`);
  if (reference.registry === undefined) return finding("put the registry in front, such as docker.io/");
  if (reference.tag === undefined) return finding("add a version tag");
  if (!isVersion(reference.tag)) return finding(`the tag ${reference.tag} moves, name a version instead`);
  return undefined;
}

/** Why the image is denied. A mirror may put path segments of its own in front, so each tail of the path is matched. */
function denialOf({ repository, tag }: ImageReference): string | undefined {
  const segments = repository.split("/");
  const tails = segments.map((_, start) => segments.slice(start).join("/"));
  return DENIED_IMAGES.find((denied) => denied.tag === tag && tails.some((tail) => denied.repositoryPattern.test(tail)))
    ?.reason;
}

/** A tag without a digit (`latest`, `stable`, `main`) names a channel, not a version. */
function isVersion(tag: string): boolean {
  return /\d/.test(tag) && !/^latest/i.test(tag);
}
