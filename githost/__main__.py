"""`python -m githost`."""

from githost.cli import main

if __name__ == "__main__":
    main()
