"""Places where a test can make time pass between a check and the act that relies on it.

Nothing is armed outside the tests, where a place costs one lookup in an empty dictionary.
"""

from collections.abc import Awaitable, Callable

armed: dict[str, Callable[[], Awaitable[None]]] = {}


async def reached(place: str) -> None:
    """Run what a test armed at `place`, if anything."""
    if action := armed.get(place):
        await action()
