"""`python -m index rebuild` does what `pincite index rebuild` does."""

from index.commands import index

if __name__ == "__main__":
    index(prog_name="python -m index")
