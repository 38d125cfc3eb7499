import { askS3, type S3Answer, type S3Request, type S3Target } from "./s3-client";

/** A version of an object, or the mark that it was deleted. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isDeletion: boolean;
}

/** An object as a list of a bucket tells of it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** MD5 of the content, in hexadecimal, of what was put whole. */
  readonly md5: string;
}

/** A bucket as an account sees it. */
export class S3Bucket {
  /** @param target asked anew for each request */
  constructor(
    readonly name: string,
    private readonly target: () => S3Target,
  ) {}

  async put(key: string, body: string | Buffer): Promise<void> {
    await this.done({ method: "PUT", path: `${this.name}/${key}`, body });
  }

  /** An object's content, or that of one of its versions. @throws Error with the server's answer where it can't be had */
  async get(key: string, versionId?: string): Promise<string> {
    return (await this.done({ method: "GET", path: `${this.name}/${key}`, query: { versionId } })).text;
  }

  async delete(key: string): Promise<void> {
    await this.done({ method: "DELETE", path: `${this.name}/${key}` });
  }

  /** The keys that begin so, all of them. */
  async keys(prefix = ""): Promise<readonly string[]> {
    return (await this.objects(prefix)).map(({ key }) => key);
  }

  /** The objects whose keys begin so, all of them, without their content. */
  async objects(prefix = ""): Promise<readonly ListedObject[]> {
    const found: ListedObject[] = [];
    let token: string | undefined;
    do {
      const query = { "list-type": "2", prefix, "continuation-token": token };
      const { text } = await this.done({ method: "GET", path: this.name, query });
      found.push(...parts(text, "Contents").map(listed));
      [token] = parts(text, "NextContinuationToken");
    } while (token !== undefined);
    return found;
  }

  /** All versions of all objects, of each the newest first. */
  async versions(): Promise<readonly ObjectVersion[]> {
    const { text } = await this.done({ method: "GET", path: this.name, query: { versions: "" } });
    return [...text.matchAll(/<(Version|DeleteMarker)>(.*?)<\/\1>/gs)].map(([, kind, version]) => ({
      key: parts(version!, "Key")[0]!,
      versionId: parts(version!, "VersionId")[0]!,
      isDeletion: kind === "DeleteMarker",
    }));
  }

  /** What the server answers to any request. */
  ask(request: S3Request): Promise<S3Answer> {
    return askS3(this.target(), request);
  }

  private async done(request: S3Request): Promise<S3Answer> {
    const answer = await this.ask(request);
    if (answer.status >= 300) throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}

function listed(xml: string): ListedObject {
  const part = (element: string) => parts(xml, element)[0] ?? "";
  return { key: part("Key"), bytes: Number(part("Size")), md5: part("ETag").replaceAll('"', "") };
}

/** The contents of all elements of this name. */
export function parts(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gs"))].map(([, content]) =>
    unescaped(content!),
  );
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    "#34": '"',
    "#39": "'",
  };
  return text.replace(/&(\w+|#\d+);/g, (whole, name: string) => signs[name] ?? whole);
}
