import { ConfigError } from "../config-error";
import type { Fields, ObjectReference, Trial } from "./cluster-reader";
import type { Tried } from "./kubeconfig-client";
import { describeObject } from "./object-name";

/** What is read of the API server's answer to a dry run that it refuses (`meta/v1` Status). */
export interface Status {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

/**
 * What a dry run's answer means.
 *
 * @throws ConfigError where the API server didn't judge the fields, such as for want of a permission
 */
export function trialOf(object: ObjectReference, { status, answer, warnings }: Tried<Status>): Trial {
  if (status === 200 || status === 201) return { outcome: "applied", object: answer as Fields, warnings };
  if (status === 409 || status === 422) {
    const { message = "", details } = answer;
    const causes = details?.causes?.length ? details.causes : [{ field: "", message }];
    const objections = causes.map((cause) => ({ field: cause.field ?? "", message: cause.message ?? message }));
    return { outcome: status === 409 ? "conflict" : "refused", objections };
  }
  throw new ConfigError("The cluster", [
    {
      field: describeObject(object),
      value: status === 403 ? "not to be patched" : `answered with ${status}`,
      remedy:
        status === 403
          ? "adoption asks the API server for a dry run, which changes nothing but needs the right to patch; give it to the kubeconfig's user"
          : `the API server made no dry run of it: ${answer?.message ?? "no such object or kind"}`,
    },
  ]);
}
