import { valueAt } from "../gate/kubernetes-object";
import type { Step } from "../gate/preview";
import { identityOf } from "./strangers";

/** What a stack declares in the cluster. */
export interface DeclaredObjects {
  /** Its namespaces that stand already. */
  readonly namespaces: readonly string[];
  /** `identityOf` each of its objects. */
  readonly identities: ReadonlySet<string>;
}

/** What a whole preview says that the program declares; an incomplete preview would make strangers of the rest. */
export function declaredObjects(steps: readonly Step[]): DeclaredObjects {
  const declared = steps.filter(({ newState }) => newState?.type.startsWith("kubernetes:"));
  const text = (step: Step, path: string) => {
    const value = valueAt(step.newState?.inputs, path);
    return typeof value === "string" ? value : "";
  };
  return {
    namespaces: [
      ...new Set(
        declared
          .filter((step) => text(step, "kind") === "Namespace" && step.oldState !== undefined)
          .map((step) => text(step, "metadata.name")),
      ),
    ].sort(),
    identities: new Set(
      declared.map((step) => {
        const apiVersion = text(step, "apiVersion");
        return identityOf({
          group: apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "",
          kind: text(step, "kind"),
          namespace: text(step, "metadata.namespace"),
          name: text(step, "metadata.name"),
        });
      }),
    ),
  };
}
