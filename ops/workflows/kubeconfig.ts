import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../toolchain/user-error";

/**
 * Writes a kubeconfig that came as text, as workflows get it, to where the stack file says that it is. A file that is there
 * already is left alone, as is everything where no text came.
 * @throws UserError where the stack file doesn't say
 */
export function placeKubeconfig(stack: string, checkout: string, text: string | undefined): void {
  if (!text) return;
  const stackFile = `Pulumi.${stack}.yaml`;
  const { config } = parse(readFileSync(join(checkout, stackFile), "utf8")) as { config?: Record<string, unknown> };
  const place = config?.["gx:kubeconfig"];
  if (typeof place !== "string" || place === "") {
    throw new UserError(
      `gx:kubeconfig is missing in ${stackFile}: commit it (pulumi config set gx:kubeconfig ${stack}.kubeconfig --stack ${stack})`,
    );
  }
  const file = resolve(checkout, place);
  if (!existsSync(file)) writeFileSync(file, text, { mode: 0o600 });
}
