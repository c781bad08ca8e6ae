"""Clients are told apart by what they cannot choose, and each has its questions a minute."""

from pathlib import Path

import pytest

from index.networks.encoder import Encoder
from index.settings import Settings
from tests.web.conftest import make_app
from web.clients import Rate, is_here, name_of
from web.problems import TooManyQuestions


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_client_is_an_ipv4_address_or_64_bits_of_an_ipv6_address(address: str, name: str) -> None:
    assert name_of(address) == name


def test_this_machine_is_told_from_others() -> None:
    names = ["127.0.0.1", "127.8.0.1", "::1", "10.0.0.1", "::/64", "2001:db8::/64", ""]
    assert [is_here(name) for name in names] == [True, True, True, False, False, False, False]


def test_a_client_asks_so_many_questions_and_then_in_its_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    rate = Rate(3)
    for at in (1000.0, 1010.0, 1020.0):
        now[0] = at
        rate.count("10.0.0.1")
    now[0] = 1030.5
    with pytest.raises(TooManyQuestions) as refused:
        rate.count("10.0.0.1")
    assert refused.value.seconds == 30  # until 1060
    assert str(refused.value) == "You asked 3 questions within a minute. Ask again in 30 seconds."
    rate.count("10.0.0.2")
    now[0] += refused.value.seconds
    rate.count("10.0.0.1")


def test_this_machine_and_a_rate_of_none_are_not_limited() -> None:
    one, none = Rate(1), Rate(0)
    for _ in range(5):
        one.count("127.0.0.1")
        none.count("10.0.0.1")


def test_a_greedy_client_is_refused_and_others_are_answered(built: Path, encoder: Encoder) -> None:
    app = make_app(Settings(index=built, rate=2), encoder)

    def statuses(address: str, client: str, times: int = 1) -> list[int]:
        sender = {"REMOTE_ADDR": client}
        return [app.test_client().get(address, environ_overrides=sender).status_code for _ in range(times)]

    assert statuses("/ask?question=Who+is+Ushakov", "10.0.0.1", 4) == [200, 200, 429, 429]
    assert statuses("/?question=Who+is+Ushakov", "10.0.0.1") == [429]
    assert statuses("/documents", "10.0.0.1") == [200]
    assert statuses("/documents/ukraine-security-guarantees", "10.0.0.1", 4) == [200] * 4
    assert statuses("/ask?question=Who+is+Ushakov", "10.0.0.2") == [200]
    assert statuses("/ask?question=Who+is+Ushakov", "127.0.0.1", 4) == [200] * 4
