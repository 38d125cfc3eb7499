import { patroniConfiguration } from "../components/postgres/patroni-configuration";
import { imageReference } from "../components/shared/images";
import { restrictedContainerContext, restrictedPodContext } from "../components/shared/pod-security";
import { DATA_MOUNT, POSTGRES_HA, POSTGRES_UID } from "../images/postgres-ha/image";
import { waitUntil } from "../lab/wait";
import { type DatabaseUnderTest, NAMESPACE } from "../tests/postgres/database-under-test";

/** The pod of the server that the database is compared with. */
export const PLAIN = "plain";

/** What is a member's own: where its files and its clients are, and whom it replicates to or from. */
const OF_MEMBERS_ONLY =
  /^(ssl.*|primary_.*|recovery_.*|synchronous_standby_names|listen_addresses|port|cluster_name|.*_file|data_directory|external_pid_file)$/;

/** Starts one PostgreSQL server of the same image with the parameters that a member runs with, alone and without Patroni. */
export async function startPlainServer(database: DatabaseUnderTest, like: string): Promise<void> {
  const parameters = await database.sql(
    like,
    "SELECT json_object_agg(name, setting) FROM pg_settings WHERE source IN ('configuration file', 'command line')",
  );
  await database.apply([plainPod(JSON.parse(parameters) as Readonly<Record<string, string>>)]);
  await waitUntil("the plain server to answer", 120, async () => {
    try {
      await database.sql(PLAIN, "SELECT 1");
      return true;
    } catch (error) {
      return String(error);
    }
  });
}

/** Its pod. Its data are gone with it. @param parameters of a member, as `pg_settings` shows them */
export function plainPod(parameters: Readonly<Record<string, string>>): object {
  const given = Object.entries(parameters).filter(([name]) => !OF_MEMBERS_ONLY.test(name));
  const initdb = patroniConfiguration(false).bootstrap.initdb.map((option) =>
    typeof option === "string" ? `--${option}` : `--${Object.entries(option).flat().join("=")}`,
  );
  const script = `initdb ${initdb.join(" ")} && exec postgres "$@"`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: PLAIN, namespace: NAMESPACE },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: restrictedPodContext(POSTGRES_UID),
      containers: [
        {
          name: "postgres",
          image: imageReference(POSTGRES_HA),
          command: ["bash", "-c", script, PLAIN, "-c", "listen_addresses="],
          args: given.flatMap(([name, setting]) => ["-c", `${name}=${setting}`]),
          resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: "1", memory: "1Gi" } },
          securityContext: restrictedContainerContext(),
          volumeMounts: [
            { name: "data", mountPath: DATA_MOUNT },
            { name: "socket", mountPath: "/run/postgresql" },
            { name: "tmp", mountPath: "/tmp" },
          ],
        },
      ],
      volumes: ["data", "socket", "tmp"].map((name) => ({ name, emptyDir: {} })),
    },
  };
}
