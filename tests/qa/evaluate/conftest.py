"""What the tests of qa/evaluate/ share."""

import pytest

from qa.evaluate import measures


@pytest.fixture(autouse=True)
def _fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals that are coarser, but for the tests that are of them."""
    monkeypatch.setattr(measures, "RESAMPLES", 20)
