import { runRenamed } from "../run-renamed";

/** A rename as the change gate asks for it. */
export = () => runRenamed((oldName) => ({ aliases: [{ name: oldName }] }));
