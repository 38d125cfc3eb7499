import type { types } from "@pulumi/kubernetes";

/** A field that a container here is told of its own pod. */
type PodField = "metadata.name" | "metadata.namespace" | "status.podIP";

/**
 * A field of a container's own pod. Its API version, which the API server would put in, is declared: the reference is one value
 * to server-side apply, and a second owner who declares the same would otherwise be in conflict with what was put in.
 */
export function podField(fieldPath: PodField): types.input.core.v1.ObjectFieldSelector {
  return { apiVersion: "v1", fieldPath };
}

/** An environment variable with a field of the container's own pod. */
export function fromPod(name: string, fieldPath: PodField): types.input.core.v1.EnvVar {
  return { name, valueFrom: { fieldRef: podField(fieldPath) } };
}
