"""The table's ratios and verdicts point the right way."""

from tests.benchmarks.peers.table import COLUMNS, Row, compared, held, table

BASE = Row("base", {"p50": 40.0, "rate_1": 25.0})
OURS = Row("ours", {"p50": 10.0, "rate_1": 100.0})
BROKEN = Row("other", broken="no network")


def test_a_ratio_is_of_the_baseline_and_what_was_not_measured_stays_empty() -> None:
    lines = [line.split(" | ") for line in table([BASE, OURS, BROKEN], BASE)]
    p50, rate = (1 + [key for key, *_ in COLUMNS].index(key) for key in ("p50", "rate_1"))
    assert [(line[0], line[p50], line[rate]) for line in lines[2:]] == [
        ("| base", "40.0 (1.00)", "25.0 (1.00)"),
        ("| ours", "10.0 (0.25)", "100.0 (4.00)"),
        ("| other (stopped: no network)", "", ""),
    ]
    assert {len(line) for line in lines[2:]} == {1 + len(COLUMNS)}


def test_who_takes_less_is_ahead() -> None:
    assert list(compared("p50", OURS, [BASE, BROKEN], "p50", "ms")) == [
        "- p50: ours 10.00 ms, base 40.00 ms: 4.00 times as fast.",
        "- p50: ours against other: not measured.",
    ]
    assert list(compared("p50", BASE, [OURS], "p50", "ms")) == [
        "- p50: base 40.00 ms, ours 10.00 ms: behind, 4.00 times as slow."
    ]


def test_a_limit_holds_up_to_itself() -> None:
    assert held("p50", OURS, "p50", 10, "ms") == "- p50: 10.00 ms, within 10 ms."
    assert held("p50", BASE, "p50", 39.5, "ms") == "- p50: 40.00 ms, over 39.5 ms."
    assert held("p50", BROKEN, "p50", 10, "ms") == "- p50: not measured."
