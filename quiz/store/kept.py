"""A bounded memory of what was read: the newest stay."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most `most` values. Used by the event loop and by threads: a value that two of them put at
    once is read twice, never wrong."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self.forgotten = 0
        """How often something was forgotten: whoever read before that must not put afterwards."""

    def get(self, key: K) -> V | None:
        """The value, None when it is not kept."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> V:
        """Keep the value, perhaps instead of the oldest, and give it back."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def put_unless(self, key: K, value: V, forgotten: int) -> None:
        """Keep the value if nothing was forgotten since `forgotten` was read, before the value."""
        if self.forgotten == forgotten:
            self.put(key, value)

    def drop(self, key: K) -> None:
        """Forget one value."""
        self.forgotten += 1
        self._values.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self.forgotten += 1
        self._values.clear()
