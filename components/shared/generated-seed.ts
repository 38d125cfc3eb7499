import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * What follows from a seed that is generated once: who loses it, has it all made anew. A secret.
 *
 * @param what is derived, such as `redis-passwords`; the seed is called by it
 */
export function fromSeed<T>(
  what: string,
  derive: (seed: string) => T,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<T> {
  const seed = new random.RandomPassword(`${what}-seed`, { length: 64, special: false }, { ...opts, protect: true });
  return pulumi.secret(seed.result.apply(derive)) as pulumi.Output<T>;
}
