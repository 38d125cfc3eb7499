import * as sdk from "@pulumi/kubernetes/apps/v1/deployment";
import type * as pulumi from "@pulumi/pulumi";
import { runStack } from "../../../stacks/run-stack";
import { SYSTEMS } from "../../../stacks/systems";

/**
 * Runs the program of this repository as it would be if its components called their Deployments something else in Pulumi.
 * @param options what they say of a Deployment's old name
 */
export function runRenamed(options: (oldName: string) => pulumi.CustomResourceOptions) {
  class RenamedDeployment extends sdk.Deployment {
    constructor(name: string, args?: sdk.DeploymentArgs, opts?: pulumi.CustomResourceOptions) {
      super(`${name}-renamed`, args, { ...opts, ...options(name) });
    }
  }
  // The SDK looks the class up in its module each time one is made.
  Object.assign(sdk, { Deployment: RenamedDeployment });
  return runStack(SYSTEMS);
}
