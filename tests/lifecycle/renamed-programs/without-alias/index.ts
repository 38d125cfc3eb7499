import { runRenamed } from "../run-renamed";

/** A rename that doesn't say so. */
export = () => runRenamed(() => ({}));
