/** What a preview says of an object that it takes over. */
export interface AdoptionNotice {
  /** As `Kind namespace/name`. */
  readonly name: string;
  /** The live object's. */
  readonly uid: string;
  /** What the update makes of it, in words without secret values. */
  readonly changes: string;
}

const NOTICE = /^adopts (\S+ \S+) \(uid ([^)\s]*)\), which stands already, and (.+)$/;

/** The line by which the program tells of it; {@link readNotice} reads it back. */
export function noticeText({ name, uid, changes }: AdoptionNotice): string {
  return `adopts ${name} (uid ${uid}), which stands already, and ${changes}`;
}

/** What a line of the engine's output tells of an adoption; undefined where it tells of something else. */
export function readNotice(line: string): AdoptionNotice | undefined {
  const [, name, uid, changes] = NOTICE.exec(line) ?? [];
  return name === undefined || uid === undefined || changes === undefined ? undefined : { name, uid, changes };
}
