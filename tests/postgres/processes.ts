/** Command lines of the processes in a member's server container. */
export const POSTMASTER = /\/postgres -D /;
export const PATRONI = /\/patroni /;
