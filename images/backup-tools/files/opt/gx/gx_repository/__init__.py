"""The repository of physical backups, copied off-site and back as it is: nothing here can read what is in it."""
