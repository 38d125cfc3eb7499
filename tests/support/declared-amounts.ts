import { billionthsOf } from "../../policies/quantity";

/** The parts of a container that a workload declares. */
export interface ContainerLike {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: Readonly<Record<"requests" | "limits", { readonly cpu: string; readonly memory: string }>>;
}

/** The parts of a pod template that a workload declares. */
export interface PodLike {
  readonly spec: {
    readonly priorityClassName?: string;
    readonly initContainers?: readonly ContainerLike[];
    readonly containers: readonly ContainerLike[];
  };
}

/** A CPU amount. @throws Error for what is no quantity */
export function inMillicores(amount: string): number {
  return Number(exactly(amount)) / 1e6;
}

/** An amount of memory or storage. @throws Error for what is no quantity */
export function inMebibytes(amount: string): number {
  return Number(exactly(amount)) / 1e9 / 1024 ** 2;
}

function exactly(amount: string): bigint {
  const billionths = billionthsOf(amount);
  if (billionths === undefined) throw new Error(`${amount} is no quantity`);
  return billionths;
}
