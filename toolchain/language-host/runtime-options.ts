/**
 * What a project may say under `runtime.options` in Pulumi.yaml (or PulumiPolicy.yaml), as the official Node.js host reads it
 * (https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options).
 */
export interface RuntimeOptions {
  /** Whether the program is compiled by ts-node as it loads. Default true. */
  readonly typescript: boolean;
  /** The TypeScript configuration to use instead of ./tsconfig.json. */
  readonly tsconfig: string | undefined;
  /** Arguments for Node.js itself, before the program. */
  readonly nodeArguments: readonly string[];
}

/** A runtime option of the wrong type, or one that this host can't honour. Its message names the option and the value. */
export class RuntimeOptionError extends Error {}

/**
 * Reads the options of a project.
 *
 * @throws RuntimeOptionError naming the option, what it is and what it must be.
 */
export function parseRuntimeOptions(options: Readonly<Record<string, unknown>>): RuntimeOptions {
  const { typescript = true, tsconfig, nodeargs = "", runtime = "node" } = options;
  if (typeof typescript !== "boolean") throw wrongType("typescript", typescript, "true or false");
  if (tsconfig !== undefined && typeof tsconfig !== "string") throw wrongType("tsconfig", tsconfig, "a path");
  if (typeof nodeargs !== "string") throw wrongType("nodeargs", nodeargs, "one string of arguments");
  if (runtime !== "node") throw wrongType("runtime", runtime, '"node": this stand-in host runs nothing else');
  return { typescript, tsconfig, nodeArguments: splitArguments(nodeargs) };
}

function wrongType(option: string, value: unknown, expected: string): RuntimeOptionError {
  return new RuntimeOptionError(
    `runtime option "${option}" is ${JSON.stringify(value)}: it must be ${expected}. Correct runtime.options in Pulumi.yaml.`,
  );
}

/** Words as a shell would split them: quotes group, nothing is expanded. */
function splitArguments(text: string): string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
