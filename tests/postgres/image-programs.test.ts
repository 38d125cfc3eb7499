/**
 * The programs' own tests, in the image, against servers that they start: roles, databases and logins as PostgreSQL has them, and
 * backups in a repository in a folder. What they do to a cluster under Patroni is in change.test.ts and backup.test.ts.
 */
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { imageRootfs } from "../../images/image-rootfs";
import { ENVIRONMENT, POSTGRES_UID, WRITABLE_FOLDERS } from "../../images/postgres-ha/image";
import { runInRootfs } from "../../images/run-in-rootfs";
import { silent } from "../../toolchain/progress";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { PROJECT_ROOT } from "../support/stack-file";

/** The tests, which aren't in the image: as a script brings them. */
function packed(): string {
  const folder = path.join(PROJECT_ROOT, "images/postgres-ha/tests");
  return execFileSync("tar", ["--create", "--gzip", "--exclude=__pycache__", "--directory", folder, "."]).toString(
    "base64",
  );
}

describeUnless(notInOwnNetwork(), "the image's programs", () => {
  it(
    "pass their tests on a real PostgreSQL",
    async () => {
      const container = {
        root: await imageRootfs("postgres-ha", silent),
        uid: POSTGRES_UID,
        environment: { ...ENVIRONMENT, GX_PROGRAMS: "/opt/gx", PYTHONPATH: "/tmp" },
        writableFolders: WRITABLE_FOLDERS,
      };
      const output = await runInRootfs(
        container,
        `base64 --decode <<<'${packed()}' | tar --extract --gzip --directory=/tmp
        cd /tmp
        python -B -m unittest discover --start-directory database --top-level-directory database 2>&1`,
        new AbortController().signal,
      );
      expect(output).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK$/m);
    },
    TIMEOUT_MS,
  );
});
