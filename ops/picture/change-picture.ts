import type { Server } from "../../stacks/inventory";
import { isObject } from "../gate/kubernetes-object";
import { SECRET, UNKNOWN } from "../gate/masked";
import type { Preview, ResourceState } from "../gate/preview";
import { type End, flowChanges, type OpenFlow } from "./open-flows";
import { alikeTogether, type Look, type Picture, type PictureEdge, type PictureNode } from "./picture";
import { portsInWords } from "./port-ranges";
import { type Declared, isDrawn, type Standing, standing, type Workload } from "./standing";

/** What a preview looks like, or why it isn't drawn. */
export type ChangePicture = { readonly picture: Picture } | { readonly undrawn: string };

/**
 * What stands where and which flows open or close, out of a preview with `--show-sames`. The flows follow from the NetworkPolicies and
 * pods of the state and of the program, both read whole: nothing is taken from which resources change.
 *
 * @returns undefined where no workload and no flow changes
 */
export function changePicture(preview: Preview, servers: readonly Server[]): ChangePicture | undefined {
  if (preview.errors.length > 0) return { undrawn: "the preview failed, so it may not hold everything" };
  const [old, now] = [statesBefore(preview), statesAfter(preview)];
  const hidden = [...old, ...now].find(({ inputs }) => holdsHidden(inputs));
  if (hidden) return { undrawn: `a policy or a pod has a value that isn't known before the update (${hidden.type})` };
  const [before, after] = [standing(old, servers), standing(now, servers)];

  const workloads = workloadNodes(before, after, standing(adoptedStates(preview), servers));
  const { opened, closed } = flowChanges(before, after, servers);
  if (opened.length + closed.length === 0 && workloads.every(({ look }) => look === "plain")) return undefined;
  const ends = [...opened, ...closed].flatMap(({ from, to }) => [from, to]).flatMap(outsideNode);
  return {
    picture: alikeTogether({
      nodes: [...workloads, ...new Map(ends.map((node) => [node.key, node])).values()],
      edges: [...opened.map(edge("opens")), ...closed.map(edge("closes"))],
    }),
  };
}

function statesBefore({ steps }: Preview): readonly Declared[] {
  return drawnOnes(steps.map(({ urn, oldState }) => [urn, oldState]));
}

function statesAfter({ steps }: Preview): readonly Declared[] {
  return drawnOnes(steps.filter(({ op }) => !op.startsWith("delete")).map(({ urn, newState }) => [urn, newState]));
}

function adoptedStates({ steps }: Preview): readonly Declared[] {
  return drawnOnes(steps.filter(({ adoption }) => adoption !== undefined).map(({ urn, newState }) => [urn, newState]));
}

/** Of a replaced object the preview has several steps: they count once. */
function drawnOnes(states: readonly (readonly [string, ResourceState | undefined])[]): readonly Declared[] {
  const byUrn = new Map(
    states.flatMap(([urn, state]) => (state?.inputs && isDrawn(state) ? [[urn, state] as const] : [])),
  );
  return [...byUrn].map(([urn, { type, inputs = {} }]) => ({ type, inputs: named(inputs, urn) }));
}

/** A name that isn't known yet, as of a Job that is named after what it does, decides about no flow: Pulumi's name is drawn instead. */
function named(inputs: Declared["inputs"], urn: string): Declared["inputs"] {
  const { metadata } = inputs;
  if (!isObject(metadata) || !String(metadata.name).includes(UNKNOWN)) return inputs;
  return { ...inputs, metadata: { ...metadata, name: urn.split("::").at(-1) } };
}

/** What decides about neither flows nor places: a secret, or what isn't known yet, may well stand there. */
const BESIDES: ReadonlySet<string> = new Set(["annotations", "containers", "initContainers", "volumes"]);

/** Whether anything that decides about flows or places is masked. */
function holdsHidden(inputs: Declared["inputs"]): boolean {
  const text = JSON.stringify(inputs, (key, value: unknown) => (BESIDES.has(key) ? undefined : value));
  return text.includes(UNKNOWN) || text.includes(SECRET);
}

function workloadNodes(before: Standing, after: Standing, adopted: Standing): readonly PictureNode[] {
  const keys = [...new Set([...before.workloads.keys(), ...after.workloads.keys()])].sort();
  return keys.map((key) => {
    const [old, now] = [before.workloads.get(key), after.workloads.get(key)];
    const { namespace, name, place } = (now ?? old)!;
    const look = !old && adopted.workloads.has(key) ? "adopted" : lookOf(old, now);
    return { key, lines: [`${name} ${amountInWords(old, now)}${remark(look)}`], within: [place, namespace], look };
  });
}

function lookOf(old: Workload | undefined, now: Workload | undefined): Look {
  if (!old) return "new";
  if (!now) return "removed";
  const same = old.template === now.template && old.amount === now.amount && old.place === now.place;
  return same ? "plain" : "changed";
}

function amountInWords(old: Workload | undefined, now: Workload | undefined): string {
  return old && now && old.amount !== now.amount ? `${old.amount} → ${now.amount}` : (now ?? old)!.amount;
}

/** Colours alone don't tell everybody. */
function remark(look: Look): string {
  return look === "plain" ? "" : `, ${look}`;
}

function outsideNode({ key, outside }: End): readonly PictureNode[] {
  return outside === undefined ? [] : [{ key, lines: [outside], within: [], look: "outside" }];
}

function edge(look: PictureEdge["look"]): (flow: OpenFlow) => PictureEdge {
  return ({ from, to, ports }) => ({ from: from.key, to: to.key, ports: portsInWords(ports), look });
}
