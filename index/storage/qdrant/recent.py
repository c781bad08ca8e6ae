"""What was read last from beyond this machine, so that one question does not read it twice."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The values of so many keys; threads may share it. It only fits what never changes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def keep(self, found: Mapping[Key, Value]) -> None:
        """Remember these, and forget the oldest beyond the most."""
        with self._lock:
            for key, value in found.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def of(self, keys: Sequence[Key], read: Callable[[list[Key]], Mapping[Key, Value]]) -> list[Value]:
        """The values of keys; those that are not known are read in one go.

        Raises:
            KeyError: what was read lacks one.
        """
        with self._lock:
            known = {key: self._values[key] for key in keys if key in self._values}
        if missing := [key for key in dict.fromkeys(keys) if key not in known]:
            found = read(missing)
            self.keep(found)
            known.update(found)
        return [known[key] for key in keys]
