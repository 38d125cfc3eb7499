/** The parts of a pod template that a workload declares. */
export interface PodLike {
  readonly spec: {
    readonly priorityClassName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
      readonly resources: Readonly<Record<"requests" | "limits", { readonly cpu: string; readonly memory: string }>>;
    }[];
  };
}

/** A CPU amount, as this program writes it. @throws Error on another notation */
export function inMillicores(amount: string): number {
  return inUnit(amount, "m");
}

/** An amount of memory or storage, as this program writes it. @throws Error on another notation */
export function inMebibytes(amount: string): number {
  return inUnit(amount, "Mi");
}

function inUnit(amount: string, unit: string): number {
  const [, number] = new RegExp(`^(\\d+)${unit}$`).exec(amount) ?? [];
  if (number === undefined) throw new Error(`${amount} is not in ${unit}`);
  return Number(number);
}
