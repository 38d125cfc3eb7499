/**
 * Signs by which a text in the open is taken for a secret. A reference is none: `$(NAME)` and `$NAME` are filled in from
 * elsewhere, and a path says where a secret is, not what.
 */

/** Words of a name that stand for a secret. */
const SECRET_WORD =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL)S?$|^((API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION)?KEYS?|PASS|PWD)$/;
/** Last words by which a name speaks about a secret instead of being one, such as TOKEN_TTL or PASSWORD_FILE. */
const HARMLESS_LAST_WORD =
  /^(FILE|PATH|DIR|NAME|NAMESPACE|REF|URL|URI|ENDPOINT|HOST|PORT|TTL|MS|SECONDS|MINUTES|HOURS|DAYS|EXPIRY|EXPIRATION|LENGTH|SIZE|COUNT|ROUNDS|LIMIT|ENABLED|DISABLED|REQUIRED|ISSUER|AUDIENCE|PREFIX|SUFFIX|SEPARATOR|HEADER|TYPE|ALGORITHM|ENCRYPTION|VERSION|POLICY|METHOD)$/;
const PUBLIC_KEY = /PUBLIC_?KEYS?$/;

const REFERENCE = /^["']?\$/;
const PATH = /^["']?(\/[\w.-]+){2,}["']?$/;

/** What a text itself gives away, whatever it is called. */
const TELLING_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s:@/]*:(?!\$)[^\s@/]+@/i, "a URL with a password"],
  [/\bey[\w-]{10,}\.ey[\w-]{10,}\.[\w-]+/, "a signed token"],
  [/\b(AKIA|ASIA)[A-Z\d]{16}\b|\bgh[pousr]_\w{36}|\bxox[abprs]-[\w-]{10,}/, "an access token"],
];

/** Assignments within a command line or a connection string: `--db-password=…`, `PGPASSWORD=…`, `password=…`. */
const ASSIGNMENT = /(?:^|[\s;"'&?])-{0,2}([A-Za-z][\w.-]*)=("[^"]*"|'[^']*'|[^\s;"'&]+)/g;

/** Whether a setting of this name holds a secret. Upper and lower case, `_`, `-`, `.` and camelCase part the words. */
export function namesSecret(name: string): boolean {
  const spelt = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase();
  const words = spelt.split(/[^A-Z\d]+/).filter(Boolean);
  const last = words.at(-1) ?? "";
  // On its own, PWD is the working directory.
  if (HARMLESS_LAST_WORD.test(last) || PUBLIC_KEY.test(spelt) || spelt === "PWD") return false;
  return words.some((word) => SECRET_WORD.test(word.replace(/\d+$/, "")));
}

/** Whether `value` stands in the open where a secret is asked for: neither empty, nor a reference, nor a path. */
export function isWrittenOut(value: string): boolean {
  return value !== "" && !REFERENCE.test(value) && !PATH.test(value);
}

/** What secret the text holds by its shape, such as `a private key`; undefined where it shows none. */
export function secretShapeIn(text: string): string | undefined {
  return TELLING_SHAPES.find(([shape]) => shape.test(text))?.[1];
}

/** The first name in a command line that is given a secret in the open; undefined where none is. */
export function secretAssignedIn(text: string): string | undefined {
  for (const [, name = "", value = ""] of text.matchAll(ASSIGNMENT)) {
    if (namesSecret(name) && isWrittenOut(value)) return name;
  }
  return undefined;
}
