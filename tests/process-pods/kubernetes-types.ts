/** The API's objects as the API server sends them; the client itself, an ES module, is of no use under jest. */
export type {
  V1ConfigMap as ConfigMap,
  V1Container as Container,
  V1Endpoints as Endpoints,
  V1EndpointSlice as EndpointSlice,
  V1Lifecycle as Lifecycle,
  V1PersistentVolumeClaim as PersistentVolumeClaim,
  V1Pod as Pod,
  V1Probe as Probe,
  V1Secret as Secret,
  V1Service as Service,
  V1Volume as Volume,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
