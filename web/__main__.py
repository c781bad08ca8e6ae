"""`python -m web serve` does what `pincite serve` does."""

from web.commands import main

if __name__ == "__main__":
    main(prog_name="pincite")
