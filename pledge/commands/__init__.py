"""Sub-commands of `pledge`, one file for each group."""
