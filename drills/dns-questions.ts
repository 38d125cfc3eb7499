import type { Kubectl } from "../lab/kubectl";
import { until } from "../tests/support/until";
import { type ProbePod, SERVICE } from "./probe-pods";

/** The domain of the pods' namespace, which their search list begins with. */
export const DOMAIN = "default.svc.cluster.local";
/** By the pod's search list, and as it is. */
const NAMES = [SERVICE, `${SERVICE}.${DOMAIN}.`];
/** How long one question is waited for. */
const ANSWER_SECONDS = 2;
/** How long each name is asked for where every question is to be answered. */
const ROUND_SECONDS = 6;

/** A question for a name, in seconds since the machine's boot. */
export interface Question {
  readonly askedAt: number;
  /** When it was answered, or nobody waited any longer. */
  readonly endedAt: number;
  readonly answered: boolean;
}

/** What became of the questions that a pod asked for one name, one after another. */
export interface AskedName {
  readonly pod: string;
  readonly name: string;
  readonly questions: readonly Question[];
}

/** Asks from all pods at once for so many seconds, for the Service's name as it is and by the search list, each again and again. */
export async function askForNames(
  kubectl: Kubectl,
  pods: readonly ProbePod[],
  seconds: number,
): Promise<readonly AskedName[]> {
  const pairs = pods.flatMap((pod) => NAMES.map((name) => ({ pod: pod.name, name })));
  return Promise.all(
    pairs.map(async ({ pod, name }) => {
      const { stdout, stderr } = await kubectl.attempt(["exec", pod, "--", "sh", "-c", script(name, seconds)]);
      const questions = questionsIn(stdout);
      if (questions.length === 0) throw new Error(`${pod} asked nothing for ${name}: ${stderr}`);
      return { pod, name, questions };
    }),
  );
}

/** Waits until all pods are answered each time. */
export async function allAnswered(kubectl: Kubectl, pods: readonly ProbePod[]): Promise<void> {
  await until("each question for a name to be answered", async () => {
    const questions = (await askForNames(kubectl, pods, ROUND_SECONDS)).flatMap((asked) => asked.questions);
    const answered = questions.filter((question) => question.answered).length;
    return answered === questions.length || `${answered} of ${questions.length} were`;
  });
}

/** What a pod prints: a line for each question, with when it was asked, when it ended, and what came of it. */
export function questionsIn(output: string): Question[] {
  return output.split("\n").flatMap((line) => {
    const [asked, ended, outcome] = line.split(" ");
    if (outcome === undefined) return [];
    return [{ askedAt: Number(asked), endedAt: Number(ended), answered: outcome === "answered" }];
  });
}

/** The longest time between two answers, or before the first or after the last one, in seconds. */
export function longestSilenceSeconds(questions: readonly Question[]): number {
  const answers = questions.filter(({ answered }) => answered).map(({ endedAt }) => endedAt);
  const times = [questions[0]?.askedAt ?? 0, ...answers, questions.at(-1)?.endedAt ?? 0];
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

/** Whether nslookup succeeds says nothing: by the search list it asks in all domains at once, of which one has the name. */
function script(name: string, seconds: number): string {
  return `
    read -r begin _ </proc/uptime
    while read -r asked _ </proc/uptime && [ "\${asked%.*}" -lt $((\${begin%.*} + ${seconds})) ]; do
      timeout ${ANSWER_SECONDS} nslookup ${name} 2>/dev/null | grep -q ^Name: && outcome=answered || outcome=silent
      read -r ended _ </proc/uptime
      echo "$asked $ended $outcome"
      usleep 100000
    done`;
}
