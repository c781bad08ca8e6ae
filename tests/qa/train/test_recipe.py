from pathlib import Path

from click.testing import CliRunner

from qa.train.__main__ import main


def test_nothing_is_exported_before_it_is_trained(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["export", "--work", str(tmp_path)])
    assert result.exit_code == 2
    assert f"There is no trained network in {tmp_path}; train one first." in result.output
