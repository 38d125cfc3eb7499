import { request } from "node:https";
import { PORTS } from "../../components/postgres/names";

const ANSWER_MS = 3_000;

/**
 * What Patroni of a member answers, as anybody may ask it.
 * @throws Error where nothing answers within three seconds, or no JSON
 */
export function askPatroni<T>(address: string, path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const options = { host: address, port: PORTS.patroni, path, rejectUnauthorized: false };
    const outgoing = request({ ...options, signal: AbortSignal.timeout(ANSWER_MS) }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("error", reject).on("end", () => {
        try {
          resolve(JSON.parse(text) as T);
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    outgoing.on("error", reject).end();
  });
}
