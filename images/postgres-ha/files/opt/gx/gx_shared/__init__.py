"""What the programs of this image share: asking the database, waiting, reading files, and telling what goes on."""
