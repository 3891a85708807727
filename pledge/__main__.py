"""`python -m pledge`, the same as the `pledge` command."""

from pledge.cli import main

if __name__ == "__main__":  # the processes that accept begin by importing it
    main()
