"""Reads sources in a process of their own, and cuts them there, with limits of memory and time; after a fall a new one.

The process starts afresh (it is no fork: a fork of a process with threads can hang), with an environment of its own.
"""

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from index.documents import Document
from index.errors import SeedError
from index.reading.child import CUT, MAGIC, Cut, cut_of, parsed_of, read_frame, to_be_cut, write_frame
from index.reading.parsed import Parsed

DEADLINE = 60.0  # seconds for one source to be read, and as many for it to be cut

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parents[2]
# -B: it may write only so much, and Python would take a file of bytecode that was cut off there for a whole one.
_COMMAND = (sys.executable, "-B", "-P", "-m", "index.reading.child")


class ReadingProcess:
    """Reads one source after another. Close it, or use it as a context."""

    def __init__(self, *, deadline: float = DEADLINE, command: tuple[str, ...] = _COMMAND) -> None:
        self._deadline = deadline
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this

    def read(self, suffix: str, data: bytes) -> Parsed:
        """The source as text.

        Args:
            suffix: the ending of its name, in lower case with its full stop; a format reads it.
            data: its bytes.

        Raises:
            SeedError: what is wrong, in words that follow the file's name.
        """
        return self._within(lambda process: parsed_of(*self._ask(process, suffix, data)))

    def cut(self, document: Document) -> Cut:
        """A document's sentences and passages.

        Raises:
            SeedError: what is wrong, in words that follow the file's name.
        """
        data = to_be_cut(document)
        return self._within(lambda process: cut_of(self._ask(process, CUT, data)[0]))

    def _within(self, ask: Callable[[subprocess.Popen[bytes]], T]) -> T:
        """What the process answers before the deadline."""
        process = self._running()
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(self._deadline, expire)
        timer.start()
        try:
            return ask(process)
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            self._end()
            if expired.is_set():
                raise SeedError(f"took more than {self._deadline:g} seconds to read; it was stopped.") from None
            raise SeedError(self._last_words(process, error)) from None
        finally:
            timer.cancel()

    def start(self) -> None:
        """Start the process before there is a source to read: it takes a third of a second to be ready."""
        self._running()

    def close(self) -> None:
        self._end()
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._errors.seek(0)
            self._errors.truncate()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], what: str, data: bytes) -> tuple[bytes, bytes]:
        assert process.stdin is not None
        assert process.stdout is not None
        write_frame(process.stdin, what.encode())
        write_frame(process.stdin, data)
        process.stdin.flush()
        magic = process.stdout.read(len(MAGIC))
        if not magic:
            raise EOFError
        if magic != MAGIC:
            raise ValueError("another answer")
        answer, places = read_frame(process.stdout), read_frame(process.stdout)
        if answer is None or places is None:
            raise EOFError
        return answer, places

    def _last_words(self, process: subprocess.Popen[bytes], error: Exception) -> str:
        """Why a process gave no answer, or none that is one."""
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", errors="replace").strip().rpartition("\n")[2][:200]
        status = process.returncode
        if not isinstance(error, (EOFError, OSError)):
            said = f"its answer was none: {error}"
        elif status < 0:
            said = signal.Signals(-status).name
        return f"brought down the process that read it ({said or f'exit code {status}'}); it may be damaged."

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not written to a process that is gone
                    continue
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
