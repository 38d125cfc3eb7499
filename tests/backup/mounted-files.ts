import type { Kubectl } from "../../lab/kubectl";

/** A file that pods mount: a key of an object. */
export interface MountedFile {
  readonly kind: "configmap" | "secret";
  readonly name: string;
  readonly key: string;
}

/** The files that the pods of a namespace mount. */
export class MountedFiles {
  constructor(
    private readonly kubectl: Kubectl,
    private readonly namespace: string,
  ) {}

  /** Does something while pods that start mount another content of a file. @throws Error where that is no other */
  async whileChanged<T>(file: MountedFile, change: (content: string) => string, work: () => Promise<T>): Promise<T> {
    const content = await this.read(file);
    await this.change(file, change);
    try {
      return await work();
    } finally {
      await this.write(file, content);
    }
  }

  /** Has pods that start from now on mount another content of a file. @throws Error where that is no other */
  async change(file: MountedFile, change: (content: string) => string): Promise<void> {
    const content = await this.read(file);
    const changed = change(content);
    if (changed === content) throw new Error(`${file.name}, ${file.key}: there was nothing to change`);
    await this.write(file, changed);
  }

  /** What a file holds. */
  async read({ kind, name, key }: MountedFile): Promise<string> {
    const { data } = await this.kubectl.get<{ readonly data: Readonly<Record<string, string>> }>(
      ...[kind, name, `--namespace=${this.namespace}`],
    );
    const content = data[key];
    if (content === undefined) throw new Error(`${kind} ${name} has ${Object.keys(data).join(", ")}, not ${key}`);
    return kind === "secret" ? Buffer.from(content, "base64").toString("utf8") : content;
  }

  private async write({ kind, name, key }: MountedFile, content: string): Promise<void> {
    const data = { [key]: kind === "secret" ? Buffer.from(content).toString("base64") : content };
    const patch = JSON.stringify({ data });
    await this.kubectl.run(["patch", kind, name, `--namespace=${this.namespace}`, "--type=merge", `--patch=${patch}`]);
  }
}
