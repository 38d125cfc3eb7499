/** What stands at the switch beside the nodes: the API server with all behind it. */
export const CONTROL_PLANE = "control-plane";
/** The programs of a node that can be frozen alone. */
export const NODE_PROGRAMS = ["kubelet", "containerd", "kube-proxy", "kube-router"] as const;
/** One of {@link NODE_PROGRAMS}. */
export type NodeProgram = (typeof NODE_PROGRAMS)[number];
/** The processes of the control plane that can be stopped or frozen. */
export const FAULTY_PARTS = ["etcd", "api-server"] as const;
/** One of {@link FAULTY_PARTS}. */
export type FaultyPart = (typeof FAULTY_PARTS)[number];

/** A way through the switch, from one end to another: names of nodes, or {@link CONTROL_PLANE}. */
export type Way = readonly [from: string, to: string];

/** A container that runs. */
export interface RunningContainer {
  /** NAMESPACE/POD/CONTAINER. */
  readonly name: string;
  readonly node: string;
  /** What containerd calls it, and its cgroup is called. */
  readonly id: string;
}

/** Something that is broken until it is healed. As data: it is kept until then, also by a process that was killed. */
export type Fault =
  | { readonly kind: "lose-node"; readonly node: string }
  | { readonly kind: "replace-node"; readonly node: string }
  | { readonly kind: "freeze-node"; readonly node: string }
  | { readonly kind: "freeze-program"; readonly node: string; readonly program: NodeProgram }
  | { readonly kind: "freeze-container"; readonly container: RunningContainer }
  | { readonly kind: "freeze-part"; readonly part: FaultyPart }
  | { readonly kind: "stop-part"; readonly part: FaultyPart }
  | { readonly kind: "fill"; readonly node: string }
  | { readonly kind: "cut"; readonly ways: readonly Way[] }
  | { readonly kind: "delay"; readonly ends: Way; readonly milliseconds: number };

/** Loses packets between two ends, both ways. */
export function cut(one: string, other: string): Fault {
  return { kind: "cut", ways: bothWays(one, other) };
}

/** Loses packets that go from one end to another, not those that come back. */
export function cutOneWay(from: string, to: string): Fault {
  return { kind: "cut", ways: [[from, to]] };
}

/** Loses packets between ends of different groups. Who is in none reaches all. */
export function partition(groups: readonly (readonly string[])[]): Fault {
  const ways = groups.flatMap((group, index) =>
    groups.slice(index + 1).flatMap((later) => group.flatMap((one) => later.flatMap((other) => bothWays(one, other)))),
  );
  return { kind: "cut", ways };
}

/** What a fault is, in words that follow "in force: ". */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case "lose-node":
      return `node ${fault.node} is lost, with all that ran on it`;
    case "replace-node":
      return `node ${fault.node} is lost with its disk; an empty one takes its place`;
    case "freeze-node":
      return `all processes of node ${fault.node} are frozen, its pods' too`;
    case "freeze-program":
      return `${fault.program} of node ${fault.node} is frozen`;
    case "freeze-container":
      return `container ${fault.container.name} on ${fault.container.node} is frozen`;
    case "freeze-part":
      return `${fault.part} is frozen`;
    case "stop-part":
      return `${fault.part} is stopped`;
    case "fill":
      return `the file system of node ${fault.node}'s volumes is full`;
    case "cut":
      return `packets are lost ${describeWays(fault.ways)}`;
    case "delay":
      return `packets between ${fault.ends.join(" and ")} take ${fault.milliseconds} ms longer each way`;
  }
}

/** How to see that a fault bites: what is typed after `lab`, see `howToAsk`, or a hint. */
export function howToSee(fault: Fault): string {
  switch (fault.kind) {
    case "lose-node":
    case "replace-node":
    case "freeze-node":
      return "lab get nodes --watch   # NotReady about 50 s later, Ready after the end";
    case "freeze-program":
      return fault.program === "kubelet"
        ? "lab get nodes --watch   # NotReady about 50 s later, Ready after the end"
        : "lab get pods --all-namespaces --watch   # what runs goes on; no new pod comes up, or none gets its rules";
    case "freeze-container":
      return "lab get pods --all-namespaces --watch   # a liveness probe, where there is one, has it started again";
    case "freeze-part":
    case "stop-part":
      return "lab get nodes --request-timeout=5s   # no answer, while pods reach each other as before";
    case "fill":
      return "lab exec POD -- df -k PATH   # from a pod on it, with where its volume is mounted; or write there";
    case "cut":
    case "delay":
      return "lab exec POD -- ping -c 3 ADDRESS   # from a pod on one side; the addresses: lab get pods --output=wide";
  }
}

/** What no two faults may be done to at the same time: healing one would undo half of the other. Cuts add up. */
export function subjectOf(fault: Fault): string | undefined {
  switch (fault.kind) {
    case "lose-node":
    case "replace-node":
    case "freeze-node":
    case "fill":
      return `node ${fault.node}`;
    case "freeze-program":
      return `${fault.program} of ${fault.node}`;
    case "freeze-container":
      return `container ${fault.container.id}`;
    case "freeze-part":
    case "stop-part":
      return "the control plane's processes";
    case "cut":
      return undefined;
    case "delay":
      return `the link of ${[...fault.ends].sort().join(" and ")}`;
  }
}

/** Of a fault that freezes a part of a node that node, which can't be lost meanwhile: what is frozen would be gone. */
export function partlyFrozenNode(fault: Fault): string | undefined {
  switch (fault.kind) {
    case "freeze-program":
      return fault.node;
    case "freeze-container":
      return fault.container.node;
    default:
      return undefined;
  }
}

function bothWays(one: string, other: string): Way[] {
  return [
    [one, other],
    [other, one],
  ];
}

function describeWays(ways: readonly Way[]): string {
  const has = (from: string, to: string) => ways.some(([one, other]) => one === from && other === to);
  const described = ways.flatMap(([from, to], index) => {
    if (!has(to, from)) return [`from ${from} to ${to}`];
    const first = ways.findIndex(([one, other]) => one === to && other === from) > index;
    return first ? [`between ${from} and ${to}`] : [];
  });
  return described.join(", ");
}
