import { UserError } from "../../toolchain/user-error";

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

/**
 * What the API server refuses, and what helps.
 * @param what verb, resource and place, as a role grants them, such as "create jobs in backend-mainnet"
 * @param body what it answered: a Status, as text or decoded
 */
export function apiRefusal(what: string, code: number, body: unknown): UserError {
  const said = messageIn(body);
  switch (code) {
    case UNAUTHORIZED:
      return new UserError(`may not ${what}: the kubeconfig's user isn't known to the cluster; renew its credential`);
    case FORBIDDEN:
      return new UserError(`may not ${what}: ${said}; have a role that grants the verb and the resource named first`);
    default:
      return new UserError(`can't ${what}: the API server answered ${code}: ${said}`);
  }
}

function messageIn(body: unknown): string {
  try {
    const status = (typeof body === "string" ? JSON.parse(body) : body) as { readonly message?: unknown } | null;
    if (typeof status?.message === "string") return status.message;
  } catch {
    // No Status: whatever stands between here and there answered.
  }
  return typeof body === "string" && body.trim() !== "" ? body.trim().slice(0, 500) : "nothing more";
}
