import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context";
import { sha256Of } from "../store/hash";
import type { ReleaseImage, ToolSpec } from "../tool-spec";
import { fetchWithin } from "./fetch-within";
import type { Release } from "./release";
import { refuseUnless, transfer } from "./transfer";
import { untar } from "./untar";
import { WayUnavailable } from "./way";

/** Kinds of documents that say what an image consists of (OCI image specification, and Docker's own before it). */
const DOCUMENTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

interface Blob {
  readonly digest: string;
}
/** One image a platform. */
interface Index {
  readonly manifests?: readonly (Blob & {
    readonly platform?: { readonly os: string; readonly architecture: string };
  })[];
}
/** One image: its layers from the lowest to the highest. */
interface Manifest {
  readonly layers: readonly Blob[];
}

/**
 * A release that is a container image: of its layers the one with the executable. The index is pinned by digest, and names
 * everything below it by digest, so that what arrives is what was pinned, whoever hands it out.
 */
export function releaseImage(context: Context, spec: ToolSpec, image: ReleaseImage): Release {
  const url = `${context.hosts[image.host]}/v2/${image.repository}`;
  const member = `${image.folder}/${spec.name}`;
  return {
    url,
    identity: `${image.repository}@${image.digest}`,
    async fetch(folder, detail) {
      const headers = await authorization(context, image);
      let problem: string | undefined;
      // Downwards: what a publisher adds lies on top of the distribution that the image starts from.
      for (const { digest } of (await layers(context, image, url, headers)).toReversed()) {
        const archive = join(folder, "layer");
        await transfer(context, { url: `${url}/blobs/${digest}`, headers, digest: hexOf(digest) }, archive, detail);
        const stripComponents = image.folder.split("/").length;
        problem = await untar({ archive, folder, stripComponents, member }, context.signal);
        await rm(archive);
        if (problem === undefined) return;
      }
      throw new WayUnavailable(`${image.repository}@${image.digest} holds no ${member}: ${problem}`);
    },
  };
}

/** The layers of this platform's image. @throws WayUnavailable where there is none. */
async function layers(
  context: Context,
  image: ReleaseImage,
  url: string,
  headers: Record<string, string>,
): Promise<readonly Blob[]> {
  const { os, arch } = context.platform;
  const { manifests = [] } = await document<Index>(context, url, headers, image.digest);
  const mine = manifests.find(({ platform }) => platform?.os === os && platform.architecture === arch);
  if (!mine) throw new WayUnavailable(`${image.repository}@${image.digest} has no image for ${os}/${arch}`);
  return (await document<Manifest>(context, url, headers, mine.digest)).layers;
}

/** A document by its digest, which is what makes it safe to take it for what its place says. */
async function document<T>(context: Context, url: string, headers: Record<string, string>, digest: string): Promise<T> {
  const address = `${url}/manifests/${digest}`;
  const text = await fetchWithin(
    context,
    address,
    { headers: { ...headers, accept: DOCUMENTS.join(", ") } },
    async (response) => {
      if (!response.ok) throw new WayUnavailable(`${address} answered ${response.status}`);
      return response.text();
    },
  );
  refuseUnless(sha256Of(text), hexOf(digest), address);
  return JSON.parse(text) as T;
}

/**
 * What a registry wants to be told by somebody who has no account: a token that its challenge says where to get, as
 * `docker pull` gets it (distribution.github.io/distribution/spec/auth/token). Nothing where it doesn't ask.
 */
async function authorization(context: Context, image: ReleaseImage): Promise<Record<string, string>> {
  const challenge = await fetchWithin(context, `${context.hosts[image.host]}/v2/`, {}, async ({ status, headers }) =>
    status === 401 ? (headers.get("www-authenticate") ?? "") : undefined,
  );
  if (challenge === undefined) return {};
  const named = (name: string) => new RegExp(`^Bearer .*\\b${name}="([^"]+)"`, "i").exec(challenge)?.[1];
  const realm = named("realm");
  if (realm === undefined) throw new WayUnavailable(`${image.host} asks for a login in a way that is not known here`);
  const query = new URLSearchParams({ scope: `repository:${image.repository}:pull`, service: named("service") ?? "" });
  return fetchWithin(context, `${realm}?${query}`, {}, async (response) => {
    if (!response.ok) throw new WayUnavailable(`${realm} gave no token: it answered ${response.status}`);
    const { token } = (await response.json()) as { token: string };
    return { authorization: `Bearer ${token}` };
  });
}

/** Without the name of the algorithm. */
function hexOf(digest: string): string {
  return digest.replace("sha256:", "");
}
