"""What the pages for newcomers print is run as it is printed: blocks, commands, and the folder in which they run."""
