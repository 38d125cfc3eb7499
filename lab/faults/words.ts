import { UserError } from "../../toolchain/user-error";
import {
  CONTROL_PLANE,
  cut,
  cutOneWay,
  type Fault,
  FAULTY_PARTS,
  NODE_PROGRAMS,
  partition,
  type RunningContainer,
} from "./fault";

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
/** Longer, and the kernel's queue would be full of waiting packets. */
const MOST_DELAY_MS = 10_000;

/** What words may name. */
export interface Names {
  /** The lab's nodes. */
  readonly nodes: readonly string[];
  /** Finds NAMESPACE/POD/CONTAINER. @throws UserError naming those there are */
  readonly container: (name: string) => Promise<RunningContainer>;
}

/** One kind of fault: what is typed, and what it does. */
interface Kind {
  readonly operands: string;
  /** How many words; the last may come more often where there is no most. */
  readonly least: number;
  readonly most?: number;
  readonly summary: string;
  parse(words: readonly string[], names: Names): Fault | Promise<Fault>;
}

/** The faults that last, by the word that asks for them. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "lose-node": {
    operands: "NODE",
    ...exactly(1),
    summary: "as a loss of power: its processes, its pods and its network are gone; it returns with its disk",
    parse: ([node = ""], names) => ({ kind: "lose-node", node: nodeIn(node, names) }),
  },
  "replace-node": {
    operands: "NODE",
    ...exactly(1),
    summary: "the same, and its disk is gone: at the end an empty node of its name takes its place",
    parse: ([node = ""], names) => ({ kind: "replace-node", node: nodeIn(node, names) }),
  },
  cut: {
    operands: "A B",
    ...exactly(2),
    summary: "packets between two ends are lost: theirs and those of their pods",
    parse: ([one = "", other = ""], names) => cut(...twoEnds(one, other, names)),
  },
  "cut-one-way": {
    operands: "FROM TO",
    ...exactly(2),
    summary: "packets from one end to another are lost, those back arrive",
    parse: ([from = "", to = ""], names) => cutOneWay(...twoEnds(from, to, names)),
  },
  partition: {
    operands: "A,B C,D …",
    least: 2,
    summary: "packets between these groups are lost; who is in none reaches all",
    parse: (groups, names) => partition(groupsIn(groups, names)),
  },
  delay: {
    operands: "A B TIME",
    ...exactly(3),
    summary: "packets between two ends take so much longer, each way",
    parse: ([one = "", other = "", time = ""], names) => {
      const milliseconds = durationIn(time, "the delay");
      if (milliseconds > MOST_DELAY_MS)
        throw new UserError(`a delay of ${time} is too long: give ${MOST_DELAY_MS} ms or less`);
      return { kind: "delay", ends: twoEnds(one, other, names), milliseconds };
    },
  },
  freeze: {
    operands: "WHAT",
    ...exactly(1),
    summary: `a NODE, NODE/PROGRAM (${NODE_PROGRAMS.join(", ")}), NAMESPACE/POD/CONTAINER, ${FAULTY_PARTS.join(" or ")}`,
    parse: ([what = ""], names) => freezeOf(what, names),
  },
  fill: {
    operands: "NODE",
    ...exactly(1),
    summary: "the file system that the node's volumes share has no free block left",
    parse: ([node = ""], names) => ({ kind: "fill", node: nodeIn(node, names) }),
  },
  stop: {
    operands: FAULTY_PARTS.join("|"),
    ...exactly(1),
    summary: "end a process of the control plane; it is started again at the end",
    parse: ([given = ""]) => {
      const part = FAULTY_PARTS.find((name) => name === given);
      if (!part) throw new UserError(`"${given}" can't be stopped: give ${FAULTY_PARTS.join(" or ")}`);
      return { kind: "stop-part", part };
    },
  },
};

/**
 * The fault that words ask for.
 * @throws UserError on an unknown kind or name, with those there are
 */
export async function faultIn([word = "", ...operands]: readonly string[], names: Names): Promise<Fault> {
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (!kind) throw new UserError(`unknown fault "${word}": there are ${Object.keys(KINDS).join(", ")}, kill and heal`);
  if (operands.length < kind.least || operands.length > (kind.most ?? operands.length)) {
    throw new UserError(`it is fault ${word} ${kind.operands}; got "${operands.join(" ")}"`);
  }
  return kind.parse(operands, names);
}

/** Milliseconds of a time such as 500ms, 30s or 5m. @param what is named where it is none */
export function durationIn(given: string, what: string): number {
  const [, number, unit = ""] = /^(\d{1,6})(ms|s|m)$/.exec(given) ?? [];
  const milliseconds = Number(number) * (MILLISECONDS[unit] ?? 0);
  if (!(milliseconds > 0)) throw new UserError(`${what} "${given}" is no time: give one such as 500ms, 30s or 5m`);
  return milliseconds;
}

async function freezeOf(given: string, names: Names): Promise<Fault> {
  const part = FAULTY_PARTS.find((name) => name === given);
  if (part) return { kind: "freeze-part", part };
  const [first = "", second, third] = given.split("/");
  if (second === undefined)
    return { kind: "freeze-node", node: nodeIn(first, names, `, or ${FAULTY_PARTS.join(" or ")}`) };
  if (third !== undefined) return { kind: "freeze-container", container: await names.container(given) };
  const program = NODE_PROGRAMS.find((name) => name === second);
  if (program) return { kind: "freeze-program", node: nodeIn(first, names), program };
  throw new UserError(
    `a node has no program "${second}": there are ${NODE_PROGRAMS.join(", ")}; a container is NAMESPACE/POD/CONTAINER`,
  );
}

function nodeIn(given: string, { nodes }: Names, more = ""): string {
  const node = nodeCalled(given, nodes);
  if (node !== undefined) return node;
  throw new UserError(`unknown node "${given}": there are ${nodes.join(", ")}${more}`);
}

/** By its name, or the part of it before the first dot. */
function nodeCalled(given: string, nodes: readonly string[]): string | undefined {
  return nodes.find((name) => name === given || name.split(".")[0] === given);
}

function endIn(given: string, { nodes }: Names): string {
  const end = given === CONTROL_PLANE ? given : nodeCalled(given, nodes);
  if (end !== undefined) return end;
  throw new UserError(`unknown end "${given}": there are the nodes ${nodes.join(", ")} and ${CONTROL_PLANE}`);
}

function twoEnds(one: string, other: string, names: Names): [string, string] {
  const ends: [string, string] = [endIn(one, names), endIn(other, names)];
  if (ends[0] === ends[1]) throw new UserError(`${ends[0]} is both ends: give two`);
  return ends;
}

function groupsIn(given: readonly string[], names: Names): string[][] {
  const groups = given.map((group) => group.split(",").map((end) => endIn(end, names)));
  const all = groups.flat();
  const twice = all.find((end, index) => all.indexOf(end) !== index);
  if (twice !== undefined) throw new UserError(`${twice} is named twice: an end is in one group`);
  return groups;
}

function exactly(words: number) {
  return { least: words, most: words };
}
