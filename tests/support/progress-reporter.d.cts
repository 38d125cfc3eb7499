/** Begins a line that says which test runs. */
export declare const MARK: string;
