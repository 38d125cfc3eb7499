import { CLAIM, POSTGRES, SERVICES, STORE_SUFFIXES } from "../../components/postgres/names";
import { NAME_LABEL } from "../../components/shared/labels";
import { WITH_POLICIES } from "../../lab/deploy";
import type { LabStack } from "../../lab/lab-stack";
import { stackOnRealNodes } from "../../lab/nodes/deploy";
import { committedSettings } from "../../tests/support/stack-file";
import { until } from "../../tests/support/until";
import type { DatabaseInPods } from "../postgres/database";

interface DeclaredDatabase {
  readonly backup: object;
}

/** The store of what the members agree on: all but whether there was a cluster, which is taken out of it. */
const FORGOTTEN = ["", ...STORE_SUFFIXES.filter((suffix) => suffix !== "config").map((suffix) => `-${suffix}`)];

/** docs/runbooks/postgres-restore.md, "Everything is lost": the cluster is to begin with what the repository has. Deploys that. */
export async function wantRepository({ lab }: DatabaseInPods): Promise<void> {
  const declared = committedSettings("mainnet")["postgres"] as DeclaredDatabase;
  const postgres = { ...declared, backup: { ...declared.backup, restoreFrom: "latest" } };
  await update(await stackOnRealNodes(lab, "mainnet", { postgres }));
}

/** Its next steps: members with new volumes, who know of no cluster before them. */
export async function beginAnew({ kubectl, namespace, members }: DatabaseInPods): Promise<void> {
  const run = (...words: readonly string[]) => kubectl.run([...words, `--namespace=${namespace}`]);
  const scale = (replicas: number) => run("scale", `statefulset/${POSTGRES}`, `--replicas=${replicas}`);
  await scale(0);
  await until("all members to be stopped", async () => {
    const left = await run("get", "pods", `--selector=${NAME_LABEL}=${POSTGRES}`, "--output=name");
    return left === "" || left;
  });
  await run("delete", "persistentvolumeclaim", ...members.map((member) => `${CLAIM}-${member}`));
  await run("annotate", "endpoints", `${SERVICES.primary}-config`, "initialize-", "history-");
  await run("delete", "endpoints", "--ignore-not-found", ...FORGOTTEN.map((suffix) => SERVICES.primary + suffix));
  await scale(members.length);
}

/** Its last step: the setting goes, and what the repository doesn't hold is as declared again. */
export async function wantDeclared({ lab }: DatabaseInPods): Promise<void> {
  const stack = await stackOnRealNodes(lab, "mainnet", {}, { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" });
  await update(stack, "--refresh");
}

async function update(stack: LabStack, ...flags: readonly string[]): Promise<void> {
  const words = ["up", "--yes", "--skip-preview", ...flags, ...WITH_POLICIES];
  const { exitCode, output } = await stack.program(words, "captured");
  if (exitCode !== 0)
    throw new Error(`pulumi ${words.join(" ")} ended with ${exitCode}:
${output.slice(-4000)}`);
}
