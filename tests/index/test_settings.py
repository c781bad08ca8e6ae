import dataclasses
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import DEFAULT_MODEL, Settings


def test_defaults_are_those_of_the_readme() -> None:
    settings = Settings.load({}, {})
    assert settings.seeds == Path("seeds")
    assert settings.index == Path("index/built")
    assert settings.model == DEFAULT_MODEL == "pincite/multilingual-e5-small"
    assert settings.keep == 3
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.log_questions is False
    assert settings.feedback == Path("index/built/feedback.jsonl")


@pytest.mark.parametrize(
    ("flags", "environ", "port"),
    [
        ({}, {}, 8000),
        ({}, {"PINCITE_PORT": "8001"}, 8001),
        ({"port": None}, {"PINCITE_PORT": "8001"}, 8001),
        ({"port": "8002"}, {"PINCITE_PORT": "8001"}, 8002),
        ({"port": "8002"}, {}, 8002),
    ],
)
def test_a_flag_wins_over_the_environment_and_that_over_the_default(
    flags: dict[str, str | None], environ: dict[str, str], port: int
) -> None:
    assert Settings.load(flags, environ).port == port


def test_every_setting_can_come_from_the_environment() -> None:
    environ = {
        "PINCITE_SEEDS": "articles",
        "PINCITE_INDEX": "/var/built",
        "PINCITE_STORE": "qdrant://host",
        "PINCITE_STORE_KEY": "key",
        "PINCITE_STORE_KEY_FILE": "/run/key",
        "PINCITE_MODEL": "some/model",
        "PINCITE_UNFITTED": "true",
        "PINCITE_KEEP": "2",
        "PINCITE_HOST": "::1",
        "PINCITE_PORT": "65535",
        "PINCITE_QUEUE": "1",
        "PINCITE_RATE": "0",
        "PINCITE_LOG_QUESTIONS": "true",
        "PINCITE_FETCH": "true",
        "PINCITE_FEEDBACK": "/var/said.jsonl",
        "PINCITE_MCP": "true",
        "PINCITE_TOKEN": "secret",
        "PINCITE_TOKEN_FILE": "/run/token",
        "PINCITE_READ_TOKEN": "password",
        "PINCITE_READ_TOKEN_FILE": "/run/read",
        "PINCITE_HOSTS": "a.example, .b.example",
        "PINCITE_PROXY": "10.0.0.1, fd00::/8",
    }
    assert set(environ) == {f"PINCITE_{f.name.upper()}" for f in fields(Settings)}
    assert Settings.load({}, environ) == Settings(
        seeds=Path("articles"),
        index=Path("/var/built"),
        store="qdrant://host",
        store_key="key",
        store_key_file=Path("/run/key"),
        model="some/model",
        unfitted=True,
        keep=2,
        host="::1",
        port=65535,
        queue=1,
        rate=0,
        log_questions=True,
        fetch=True,
        feedback=Path("/var/said.jsonl"),
        mcp=True,
        token="secret",
        token_file=Path("/run/token"),
        read_token="password",
        read_token_file=Path("/run/read"),
        hosts=("a.example", ".b.example"),
        proxy=(ip_network("10.0.0.1/32"), ip_network("fd00::/8")),
    )


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(
        Settings.load({}, {f"PINCITE_{name}": "secret" for name in ("TOKEN", "READ_TOKEN", "STORE_KEY")})
    )


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"PINCITE_PROXY is '10\.0\.0\.256': "):
        Settings.load({}, {"PINCITE_PROXY": "10.0.0.256"})


def test_an_empty_feedback_file_is_none() -> None:
    assert Settings.load({}, {"PINCITE_FEEDBACK": ""}).feedback is None
    assert Settings.load({"feedback": ""}, {"PINCITE_FEEDBACK": "/var/said.jsonl"}).feedback is None


def test_load_reads_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_KEEP", "7")
    assert Settings.load().keep == 7


def test_other_variables_are_left_alone() -> None:
    assert Settings.load({}, {"PATH": "/bin", "pincite_port": "1", "XPINCITE_PORT": "2"}) == Settings()


def test_unknown_settings_are_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({}, {"PINCITE_PROT": "8001", "PINCITE_PORT": "8001", "PINCITE_": "x"})
    first, known = str(caught.value).split(";")
    assert first == "Unknown setting PINCITE_, PINCITE_PROT"
    names = ", ".join(sorted(f"PINCITE_{f.name.upper()}" for f in fields(Settings)))
    assert known == f" the settings are {names}."


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PINCITE_PORT", "http", "valid integer"),
        ("PINCITE_PORT", "0", "greater than or equal to 1"),
        ("PINCITE_PORT", "65536", "less than or equal to 65535"),
        ("PINCITE_KEEP", "1", "greater than or equal to 2"),
        ("PINCITE_KEEP", "1001", "less than or equal to 1000"),
        ("PINCITE_QUEUE", "0", "greater than or equal to 1"),
        ("PINCITE_MODEL", "", "at least 1 character"),
        ("PINCITE_LOG_QUESTIONS", "perhaps", "valid boolean"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({}, {name: value})
    assert str(caught.value).startswith(f"{name} is {value!r}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_cannot_be_changed_once_made() -> None:
    settings = Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    assert [f.name for f in fields(Settings) if not f.metadata["help"].endswith(".")] == []
