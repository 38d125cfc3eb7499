import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { WorkloadShellArgs } from "../components/workload/workload-shell";
import type { ConfigProblem } from "./config-error";
import type { EnvironmentFrame, NamespacePurpose } from "./environment";
import type { Workload } from "./workload";

/**
 * A system: what it is, as data, and how it is deployed from that. Everything that spans systems (settings, quotas,
 * NetworkPolicies, survival, outputs, docs tables, goldens) is a fold over the list in `systems.ts`.
 */
export interface System<Settings = unknown, Handed = unknown> {
  /** Unique. Also the name of its section of the settings, `gx:NAME`, of its stack output, and of its golden file. */
  readonly name: string;
  /** What it is, in a sentence for the docs. */
  readonly description: string;
  /** Its section of the settings. Where the schema yields `undefined`, the environment doesn't have the system. */
  readonly settings: z.ZodType<Settings | undefined>;
  /** Whether it exists once for the cluster: such systems come before every namespace. @default false */
  readonly isClusterScoped?: boolean;
  /** The names of all workloads that it may have, in whatever environment: whom others may name. */
  readonly workloadNames: readonly string[];
  /**
   * Its workloads in an environment.
   *
   * @param settingsOf the settings of other systems
   */
  workloads(settings: Settings, frame: EnvironmentFrame, settingsOf: SettingsOf): readonly Workload[];
  /**
   * What its schema can't show: contradictions with the environment, also that it is there at all, or isn't.
   *
   * @param workloads all workloads of the environment, of every system
   * @param settingsOf the settings of other systems
   */
  problems?(
    settings: Settings | undefined,
    frame: EnvironmentFrame,
    workloads: readonly Workload[],
    settingsOf: SettingsOf,
  ): readonly ConfigProblem[];
  /** Registers its resources, all below `context.parent`. */
  deploy(settings: Settings, context: SystemContext): Deployed<Handed>;
}

/** The section of another system; `undefined` where the environment doesn't have it. */
export type SettingsOf = <Settings>(system: {
  readonly name: string;
  readonly settings: z.ZodType<Settings | undefined>;
}) => Settings | undefined;

/** The settings of systems, of their sections by name. */
export function settingsIn(sections: Readonly<Record<string, unknown>>): SettingsOf {
  return <Settings>({ name }: { readonly name: string }) => sections[name] as Settings | undefined;
}

/** What a deployed system gives away. */
export interface Deployed<Handed> {
  /** Its part of the stack's outputs: what people and other programs may rely on. No secrets. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** What later systems may take: see {@link SystemContext.handedBy}. */
  readonly hands: Handed;
}

/** What a system is deployed with. */
export interface SystemContext {
  readonly environment: EnvironmentFrame;
  /** The resource that everything of the system hangs below: it carries the providers, and comes after the namespaces. */
  readonly parent: pulumi.Resource;
  /** All workloads of the environment, of every system. */
  readonly workloads: readonly Workload[];
  /** The settings of other systems. */
  readonly settingsOf: SettingsOf;
  /** What the workload shell of one of the system's workloads is made from. */
  shell(workload: Workload): WorkloadShellArgs;
  /** A namespace that the environment has; it stands before the system. @throws Error where there is none */
  namespace(purpose: NamespacePurpose): { readonly name: string };
  /** What an earlier system hands over. @throws Error where it is later in the list, or not in this environment */
  handedBy<Handed>(system: Hands<Handed>): Handed;
}

/** A system, as those know it who take what it hands over. */
export interface Hands<Handed> {
  readonly name: string;
  deploy(settings: never, context: SystemContext): Deployed<Handed>;
}
