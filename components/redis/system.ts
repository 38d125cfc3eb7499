import { REDIS_IMAGE, REDIS_UID } from "../../images/redis/image";
import type { System } from "../../stacks/system";
import { fromSeed } from "../shared/generated-seed";
import { imageReference } from "../shared/images";
import { environmentLabels } from "../shared/labels";
import { secretFiles } from "../workload/mounted-files";
import { podSecret } from "../workload/pod-secret";
import { redisProblems } from "./consistency";
import { REDIS_TIMES } from "./failover-times";
import { CREDENTIALS, DUMP, GROUP, memberNames, PORTS, REDIS, SERVICES } from "./names";
import { passwordsOf } from "./passwords";
import type { RedisAccess } from "./redis-access";
import { RedisCluster } from "./redis-cluster";
import { type RedisSettings, redisSettings } from "./settings";
import { redisCertificates } from "./tls";
import { redisWorkloads } from "./workloads";

/** The services' login state. */
export const redis: System<RedisSettings, RedisAccess> = {
  name: REDIS,
  description: "the services' login state: Valkey that replicates and fails over by itself, under Sentinel",
  settings: redisSettings,
  workloadNames: [REDIS],
  workloads: redisWorkloads,
  problems: (settings, frame) => (settings ? redisProblems(settings, frame) : []),

  deploy(settings, context) {
    const { parent, environment } = context;
    const child = { parent };
    const { name: namespace } = context.namespace("backend");
    const { replicas, resources: serverResources, certificatesFrom, passwordGeneration } = settings;
    const workload = context.workloads.find(({ name }) => name === REDIS)!;
    const passwords = fromSeed(`${REDIS}-passwords`, (seed) => passwordsOf(seed, passwordGeneration), child);

    const cluster = new RedisCluster(
      REDIS,
      {
        ...settings,
        shell: context.shell(workload),
        image: imageReference(REDIS_IMAGE),
        userId: REDIS_UID,
        serverResources,
        times: REDIS_TIMES,
        certificates: fromSeed(
          `${REDIS}-certificates`,
          (seed) => redisCertificates(seed, namespace, replicas, certificatesFrom),
          child,
        ),
        passwords,
      },
      child,
    );
    secretFiles(
      { name: DUMP, namespace, labels: environmentLabels(environment.name) },
      passwords.apply(({ current }) => ({ password: current.dumper })),
      child,
    );
    const host = (service: string) => `${service}.${namespace}.svc`;

    return {
      outputs: { replicas, backups: `${DUMP}: see the output backup` },
      hands: {
        host: host(SERVICES.primary),
        port: PORTS.redis,
        sentinels: replicas === 1 ? [] : memberNames(replicas).map((member) => `${host(member)}:${PORTS.sentinel}`),
        group: GROUP,
        password: podSecret(
          CREDENTIALS.secret,
          { namespace, labels: environmentLabels(environment.name) },
          { [CREDENTIALS.variable]: passwords.apply(({ current }) => current.default) },
          child,
        ),
        authority: cluster.authority,
        ready: cluster.members,
      },
    };
  },
};
