"""The mutant of the rehearsal test: a server that says "saved" of every tap and keeps none whose
seq is a multiple of five. `python -m tests.cli.forgetful_server serve --port … --data …`
"""

from quiz import cli
from quiz.rules.tapping import Saved, Tap
from quiz.store.writer import Writer


def forget_some() -> None:
    """Let the writer drop taps."""
    real = Writer.save

    async def save(self: Writer, tap: Tap) -> Saved:
        if tap.seq % 5:
            return await real(self, tap)
        return Saved("saved", tap.seq, tap.arrived, tap.arrived + 60_000)

    Writer.save = save  # type: ignore[method-assign]


if __name__ == "__main__":
    forget_some()
    cli.main()
