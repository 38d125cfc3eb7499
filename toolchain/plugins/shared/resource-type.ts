import type { EngineLog } from "../../engine-link/engine-log";
import type { Properties } from "./property-values";

/** The types of input the stand-ins know. */
export type InputKind = "string" | "number" | "boolean" | "list" | "map";

/** One mistake in a resource's inputs: the property and what is wrong with it. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** What a resource operation has to work with. */
export interface Operation {
  readonly urn: string;
  /** The resource's logical name, for identifiers. */
  readonly name: string;
  readonly inputs: Properties;
  /** Aborted when the engine cancels or the resource's own timeout is over. */
  readonly signal: AbortSignal;
  readonly log: EngineLog;
}

/** One type of resource of a stand-in plugin. Properties go in and come out as the engine sends them (see property-values.ts). */
export interface ResourceType {
  readonly inputs: Readonly<Record<string, InputKind>>;
  readonly required: readonly string[];
  /** Inputs of the official plugin that this stand-in refuses, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  /** Inputs a change of which replaces the resource; the others update it. */
  readonly replacedBy: readonly string[];
  /** Checks of values, beyond presence and type. Called with secrets unwrapped; values may be not known yet. */
  validate(inputs: Properties): CheckFailure[];
  /** What the outputs will be, with {@link UNKNOWN} for what only the deployment will tell. No side effects. */
  preview(inputs: Properties): Properties;
  create(operation: Operation): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** Called with the outputs of the last create or update. */
  update(operation: Operation, state: Properties): Promise<Properties>;
  /** Called with the outputs of the last create or update, which hold the inputs too. */
  delete(operation: Operation, state: Properties): Promise<void>;
}

/** A stand-in for an official plugin: its name, the version it stands in for and the types it covers. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  readonly types: Readonly<Record<string, ResourceType>>;
}
