import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { podSpecOf } from "./pod-spec-of";
import { describe, is, stackPolicy, type StackBench } from "./verdict";

/**
 * Each workload runs under a service account that this stack declares and that no other workload of it uses, and no
 * account mounts its token by itself. What a pod may not leave out is restricted-pod-security's matter.
 *
 * Severity: high. Source: CIS Kubernetes Benchmark 5.1.5-6.
 * Remedy: declare a ServiceAccount beside each workload, with automountServiceAccountToken false.
 */
export const serviceAccounts = stackPolicy(
  {
    name: "service-accounts",
    description: "Each workload has a declared service account of its own, which mounts no token by itself.",
    severity: "high",
    framework: {
      name: "CIS Kubernetes Benchmark",
      version: "1.10",
      reference: "5.1.5-6",
      specification: "Service account tokens are only mounted where necessary",
    },
    remediationSteps: "Declare a ServiceAccount beside each workload, with automountServiceAccountToken false.",
  },
  (objects, bench) => {
    const declared = new Set<string>();
    for (const object of objects) {
      if (object.kind !== "ServiceAccount") continue;
      const name = bench.known(object, () => `${namespaceOf(object)}/${object.props.metadata?.name}`);
      if (name) declared.add(name);
      judgeTokenMount(object, bench);
    }
    judgeWorkloads(objects, declared, bench);
  },
);

function judgeTokenMount(object: KubernetesObject, bench: StackBench): void {
  bench.check(object, () => {
    const { automountServiceAccountToken: mounts } = object.props as {
      readonly automountServiceAccountToken?: boolean;
    };
    if (mounts === false) return undefined;
    return { field: "automountServiceAccountToken", found: is(mounts), remedy: "set it to false (CIS 5.1.6)" };
  });
}

function judgeWorkloads(objects: readonly KubernetesObject[], declared: ReadonlySet<string>, bench: StackBench): void {
  const users = new Map<string, KubernetesObject>();
  for (const object of objects) {
    bench.check(object, () => {
      const pod = podSpecOf(object);
      const name = pod?.spec.serviceAccountName;
      if (!pod || !name) return undefined;
      const finding = (found: string, remedy: string) => ({
        field: `${pod.specField}.serviceAccountName`,
        found: `${is(name)}, ${found}`,
        remedy,
      });
      const account = `${namespaceOf(object)}/${name}`;
      if (!declared.has(account)) {
        return finding(`which the stack doesn't declare in ${namespaceOf(object)}`, "declare it beside the workload");
      }
      const user = users.get(account);
      users.set(account, user ?? object);
      return user && finding(`which ${describe(user)} uses already`, "give each workload its own (CIS 5.1.5)");
    });
  }
}
