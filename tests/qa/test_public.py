"""What `import qa` offers."""

import subprocess
import sys
from pathlib import Path

import pytest

import qa
from index.errors import NoGeneration, PinciteError
from qa.service import Service
from tests.commanding import HEAVY


def test_the_public_names_are_these_and_each_can_be_had() -> None:
    assert qa.__all__ == [
        "Answer",
        "Asking",
        "Check",
        "CheckedQuote",
        "Citation",
        "PinciteError",
        "Question",
        "Service",
        "Turn",
        "open",
    ]
    assert {name: getattr(qa, name).__name__ for name in qa.__all__} == {name: name for name in qa.__all__}
    assert set(qa.__all__) <= set(dir(qa))
    assert (qa.Service, qa.PinciteError) == (Service, PinciteError)


def test_each_public_name_says_what_it_is() -> None:
    assert [name for name in qa.__all__ if not getattr(qa, name).__doc__] == []


def test_no_other_name_is_public() -> None:
    with pytest.raises(AttributeError, match="module 'qa' has no attribute 'nothing'"):
        qa.nothing  # noqa: B018


def test_importing_it_imports_nothing_heavy() -> None:
    code = f"import sys, qa; print(sorted(set(sys.modules) & set({HEAVY!r})), 'qa.service' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] False\n"


def test_an_index_is_opened_asked_and_checked(built: Path) -> None:
    with qa.open(built) as sources:
        assert sources.ask(qa.Question("When is the video call?")).found
        assert sources.check(qa.Asking.of(["plan a video call"])).exact == 1


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="`pincite add FILE` adds a source"), qa.open(tmp_path):
        pass
