"""What the program is made of: an inventory for whoever has to report it, and a search for secrets among our files."""
