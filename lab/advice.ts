import { DEFAULT_LAB_NAME } from "./layout";

/** The command line that does `command` to the lab called `name`: advice that can be pasted as it is. */
export function labCommand(command: "up" | "status" | "stop" | "reset", name: string): string {
  return `npm run lab:${command}${name === DEFAULT_LAB_NAME ? "" : ` -- --name ${name}`}`;
}

/** The command line that heals all faults of the lab called `name`. */
export function healCommand(name: string): string {
  return `npm run lab -- fault heal${name === DEFAULT_LAB_NAME ? "" : ` --name ${name}`}`;
}
