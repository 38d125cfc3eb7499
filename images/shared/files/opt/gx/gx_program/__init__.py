"""What the programs of all images have in common: how they are told what to do, and how they end."""
