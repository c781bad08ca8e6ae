"""Attack a server of one's own, on loopback, and count what gives way.

    python -m tests.attack [--inputs 5000] [--slow 500] [--seed 1]

It builds an index of the seed article, serves it, sends hostile requests, holds slow connections open, and asks before
and after. Nothing but 127.0.0.1 is reached.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from tests.attack.attacks import Counts, attack
from tests.conftest import SEEDS
from tests.running import PINCITE, clean_environment, running_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=5000)
    parser.add_argument("--slow", type=int, default=500, help="connections that are held open")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
        root = Path(folder)
        built = ["index", "rebuild", f"--seeds={SEEDS}", f"--index={root / 'built'}"]
        subprocess.run([*PINCITE, *built], env=clean_environment(), check=True, capture_output=True)
        (root / "seeds").mkdir()
        with running_server(root / "built", root / "log", seeds=str(root / "seeds")) as server:
            counts = attack(server, arguments.inputs, arguments.slow, arguments.seed)
        print(_told(counts, (root / "log").read_text(encoding="utf-8")))


def _told(counts: Counts, log: str) -> str:
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(counts.statuses.items()))
    return "\n".join(
        [
            f"inputs tried                        {counts.inputs:,}",
            f"answered                            {statuses}",
            f"without an answer (not whole)       {counts.closed:,}",
            f"5xx                                 {counts.server_errors:,}",
            f"tracebacks in the log               {log.count('Traceback'):,}",
            f"crashes                             {counts.crashes:,}",
            f"lost (documents, sentences)         {counts.lost:,}",
            f"slow connections                    {counts.slow:,}",
            f"/healthz beside them, ms, longest   {counts.health_ms:.0f} ({counts.health_ms_alone:.0f} without them)",
            f"/ask beside them                    {counts.asked_beside:,} of {counts.asked:,} answered",
        ]
    )


if __name__ == "__main__":
    main()
