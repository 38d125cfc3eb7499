/** The API's objects, as its client gives them: times are dates. */
export type {
  V1ContainerStatus as ContainerStatus,
  V1CronJob as CronJob,
  V1Job as Job,
  V1Pod as Pod,
  V1PodSpec as PodSpec,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
