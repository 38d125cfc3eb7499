/** Turns pieces of output into whole lines, each stream for itself: a secret cut in two by a pipe would not be recognised. */
export class LineSplitter {
  readonly #pending = new Map<string, string>();

  constructor(private readonly onLine: (line: string) => void) {}

  /** Adds a piece of `stream`; calls back for every line it completes. */
  add(stream: string, text: string): void {
    const lines = `${this.#pending.get(stream) ?? ""}${text}`.split("\n");
    this.#pending.set(stream, lines.pop() ?? "");
    lines.forEach(this.onLine);
  }

  /** Calls back for what is left without a line end. */
  end(): void {
    for (const rest of this.#pending.values()) if (rest !== "") this.onLine(rest);
    this.#pending.clear();
  }
}
