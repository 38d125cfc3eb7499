"""Makes a running Patroni cluster what is declared, in steps that each may be run again."""
