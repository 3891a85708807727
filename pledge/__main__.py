"""`python -m pledge`, the same as the `pledge` command."""

from pledge.cli import main

main()
