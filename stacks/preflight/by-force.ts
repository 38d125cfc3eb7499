import * as pulumi from "@pulumi/pulumi";
import { describeObject } from "./object-name";
import { declaredObject } from "./ownership";

/** The provider applies an object with it by force: its fields are taken from whoever set them. */
const PATCH_FORCE_ANNOTATION = "pulumi.com/patchForce";

interface Metadata {
  readonly annotations?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/**
 * Has these objects applied by force, and no others: as long as `gx:adopt` says so of them, in an update as in its preview.
 *
 * @param objects as `Kind namespace/name`
 */
export function takingByForce(objects: readonly string[]): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    const object = declaredObject(type, props);
    if (object === undefined || object === "later" || !objects.includes(describeObject(object))) return undefined;
    const { annotations, ...metadata } = props.metadata as Metadata;
    const forced = pulumi.output(annotations ?? {}).apply((own) => ({ ...own, [PATCH_FORCE_ANNOTATION]: "true" }));
    const isPlain = !pulumi.Output.isInstance(annotations) && !(annotations instanceof Promise);
    const plain = { ...(annotations as object | undefined), [PATCH_FORCE_ANNOTATION]: "true" };
    return { props: { ...props, metadata: { ...metadata, annotations: isPlain ? plain : forced } }, opts };
  };
}
