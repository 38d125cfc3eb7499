const LINE_CHARACTERS = 64;

/** DER as PEM, with a newline at its end, so that several can stand in one file. */
export function pem(label: "CERTIFICATE" | "PRIVATE KEY", der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  const lines = Array.from({ length: Math.ceil(base64.length / LINE_CHARACTERS) }, (_, line) =>
    base64.slice(line * LINE_CHARACTERS, (line + 1) * LINE_CHARACTERS),
  );
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
