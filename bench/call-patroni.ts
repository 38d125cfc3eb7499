import { type DatabaseUnderTest, SERVER } from "../tests/postgres/database-under-test";
import { FOLDERS, PORTS } from "../components/postgres/names";

/** As long as a switchover may take. */
const ANSWER_SECONDS = 90;

/**
 * Has the leader's Patroni do something, as the reconciling job has it: by its REST API, with a certificate.
 * @throws Error with what it answers where it refuses
 */
export async function callPatroni(
  { pods, leader }: DatabaseUnderTest,
  method: string,
  path: string,
  body: object,
): Promise<void> {
  const tls = FOLDERS.memberTls;
  const { exitCode, stdout, stderr } = await pods.exec(
    leader!,
    SERVER,
    [
      ...["bash", "-c", `exec curl "$@" "https://$POD_IP:${PORTS.patroni}${path}"`, "curl"],
      ...["--silent", "--show-error", "--fail-with-body", "--insecure", `--cert`, `${tls}/tls.crt`],
      ...["--key", `${tls}/tls.key`, "--request", method, "--data", JSON.stringify(body)],
    ],
    ANSWER_SECONDS,
  );
  if (exitCode !== 0) throw new Error(`${method} ${path}: ${stdout}${stderr}`);
}
