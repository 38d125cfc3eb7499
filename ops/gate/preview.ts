import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { AdoptionNotice } from "../../stacks/preflight/adoption-notice";
import { UserError } from "../../toolchain/user-error";
import { adoptionsIn, withAdoption } from "./adoption";
import { masked } from "./masked";

/** What a preview knows of one resource. Secret values in it are masked. */
export interface ResourceState {
  readonly type: string;
  /** The name it had, or gets: an alias makes the old one differ from the step's. */
  readonly urn?: string;
  /** URN of the parent; the stack's own where it has no other. */
  readonly parent?: string;
  /** False for a component, which has no object of its own. */
  readonly custom?: boolean;
  /** The cloud's own name of it; a namespaced Kubernetes object's is `namespace/name`. */
  readonly id?: string;
  readonly protect?: boolean;
  readonly inputs?: Fields;
  readonly outputs?: Fields;
}

/** Properties of a resource. */
export type Fields = Readonly<Record<string, unknown>>;

/** One step of a preview: what Pulumi would do to one resource. */
export interface Step {
  /** `create`, `update`, `delete`, `replace`, `same`, `refresh` and rarer ones. */
  readonly op: string;
  readonly urn: string;
  readonly oldState?: ResourceState;
  readonly newState?: ResourceState;
  readonly replaceReasons?: readonly string[] | null;
  /** What the provider says that changes, by path such as `spec.template.spec.containers[0].image`. */
  readonly detailedDiff?: Fields | null;
  /** What it takes over, where it creates what stands already. */
  readonly adoption?: AdoptionNotice;
}

/** Operations of a preview that change nothing. */
const QUIET: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

/** Whether a step's operation changes nothing. */
export function changesNothing(op: string): boolean {
  return QUIET.has(op);
}

/** What `pulumi preview --json` printed, as far as it is used here. */
export interface Preview {
  /** The stack that the resources' names belong to; undefined where no step names one. */
  readonly stack: string | undefined;
  readonly steps: readonly Step[];
  /** What Pulumi called errors: with any of them the preview failed and its steps may be incomplete. */
  readonly errors: readonly string[];
}

const fields = z.record(z.string(), z.unknown()).nullish();
const state = z.object({
  type: z.string(),
  urn: z.string().optional(),
  parent: z.string().optional(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  protect: z.boolean().optional(),
  inputs: fields,
  outputs: fields,
});
const schema = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string().regex(/^urn:pulumi:/),
        oldState: state.nullish(),
        newState: state.nullish(),
        replaceReasons: z.array(z.string()).nullish(),
        detailedDiff: fields,
      }),
    )
    .nullable(),
  diagnostics: z.array(z.object({ message: z.string().optional(), severity: z.string().optional() })).nullish(),
});

/**
 * Reads the output of `pulumi preview --json` (pulumi 3.246.0). Secrets are masked before anything else sees them.
 *
 * @param source what the text came from, for messages
 * @throws UserError on anything else: nothing, a cut text, a preview printed as text, JSON of another shape
 */
export function parsePreview(text: string, source: string): Preview {
  if (text.trim() === "") throw new UserError(`${source} is empty: ${HOW_TO_MAKE_ONE}`);
  const parsed = schema.safeParse(parseJson(text, source));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(
      `${source} is JSON, but no preview of Pulumi's (${issue?.path.join(".") || "the whole"}: ${issue?.message}): ${HOW_TO_MAKE_ONE}`,
    );
  }
  const said = (wanted: string) =>
    (parsed.data.diagnostics ?? [])
      .filter(({ severity }) => severity === wanted)
      .map(({ message = "" }) =>
        stripVTControlCharacters(message)
          .replace(/^(error|warning): /, "")
          .trim(),
      );
  const adoptions = adoptionsIn(said("warning"));
  const steps = (parsed.data.steps ?? []).map((step) => withAdoption(masked(step) as Step, adoptions));
  return { stack: steps[0]?.urn.split(":")[2], steps, errors: said("error") };
}

const HOW_TO_MAKE_ONE = "give it what `pulumi preview --json --show-sames --policy-pack policies` prints";

/**
 * The one JSON object among whatever else was printed around it, such as warnings; undefined where there is none. It begins a
 * line, as nothing within it does.
 */
export function jsonWithin(text: string): string | undefined {
  for (const { index } of text.matchAll(/^\{/gm)) {
    // Pulumi ends its own with a brace on a line of its own; JSON on a single line ends with the text.
    for (const end of [text.indexOf("\n}\n", index) + 2, text.lastIndexOf("}") + 1]) {
      const candidate = text.slice(index, end);
      try {
        JSON.parse(candidate);
        return candidate;
      } catch {
        // A warning may begin with a brace too.
      }
    }
  }
  return undefined;
}

function parseJson(text: string, source: string): unknown {
  const json = jsonWithin(text);
  if (json !== undefined) return JSON.parse(json);
  const problem = /^\{/m.test(text)
    ? "breaks off in the middle or has something else mixed into it (keep standard error out of the file)"
    : `is no JSON (it begins with ${JSON.stringify(text.trimStart().slice(0, 40))})`;
  throw new UserError(`${source} ${problem}: ${HOW_TO_MAKE_ONE}`);
}

/** A resource's type and name, such as `kubernetes:core/v1:Namespace::backend-mainnet`: its URN without stack, project and parents. */
export function resourceOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)}::${name}`;
}
