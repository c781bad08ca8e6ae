"""An index opened from Python."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.settings import DEFAULT_MODEL, Settings
from qa.service import Service


@contextmanager
def open(  # noqa: A001, as qa.open
    index: str | os.PathLike[str] = "index/built", *, model: str = DEFAULT_MODEL, unfitted: bool = False
) -> Iterator[Service]:
    """A service that answers from the generation that is live now; threads may share it. The environment is not read.

    Args:
        index: folder of the built generations.
        model: the embedding model that it was built with.
        unfitted: answer with a model that no numbers were fitted for.

    Raises:
        NoGeneration: nothing was built yet.
        ModelError, DamagedGeneration: the model or the index cannot be used.
    """
    service = Service.open(Settings(index=Path(index), model=model, unfitted=unfitted))
    try:
        yield service
    finally:
        service.close()
