import { parseArgs } from "node:util";
import { UserError } from "../toolchain/user-error";

/** What `npm run image -- --help` prints. */
export const HELP = `Usage: npm run image -- IMAGE [--record] [--archive FILE] [--help]

Builds an image from Debian packages and smoke-tests it, without a container engine: as root on Debian, in about two
minutes, or at once where this machine has it already. Prints its root file system's folder and size. Images:
  postgres-ha   PostgreSQL with Patroni, pgBackRest and an exporter of metrics
  redis         Valkey with its Sentinel, a keeper and an exporter of metrics
  objectstore   versitygw, an S3 server, with a keeper
  backup-tools  rclone and age, which keep dumps and fetch them again
  etcd-tools    etcd with its programs, which read back what is kept of it

  --record         records in the image's recorded.ts that its recipe as it is was built and smoke-tested under its tag
  --archive FILE   writes it as an OCI archive: docs/images.md tells how to publish that
  --help           this text

Environment:
  XDG_CACHE_HOME   what is built goes to gx-infrastructure/images in it (default: ~/.cache)
`;

/** What the command line asks for. */
export interface WantedImage {
  readonly name: string;
  readonly record: boolean;
  /** Path of the archive to write, undefined for none. */
  readonly archive: string | undefined;
}

/**
 * The words of the command line.
 * @returns "help" where they ask for that
 * @throws UserError unless exactly one image is named; the error of `parseArgs` on an unknown option
 */
export function wantedImage(words: readonly string[]): WantedImage | "help" {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      record: { type: "boolean", default: false },
      archive: { type: "string" },
    },
  });
  if (values.help) return "help";
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UserError(`name one image, such as npm run image -- postgres-ha; got "${positionals.join(" ")}"`);
  }
  return { name, record: values.record, archive: values.archive };
}
