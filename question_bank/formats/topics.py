"""Identifiers that a file leaves out, and the topics that it names, each found or made."""

from collections.abc import Iterable, Iterator, Sequence

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS
from question_bank.vietnamese import same_key, slug, squeeze

TOO_MANY_TOPICS = (
    f"Tệp có quá {LIMITS.topics} chuyên đề; đề nghị gộp các chuyên đề hoặc chia thành nhiều tệp."
)
_LONGEST_SLUG = 60  # letters; a number may follow, and our own files take 64
_ROOTS = ("top", "")


class Names:
    """Identifiers that are taken, and the next free one of each: no count is tried twice."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._counts: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Make a name taken; hands it back."""
        self._taken.add(name)
        return name

    def free(self, base: str) -> str:
        """`base`, else `base-2` and so on: the first that is free, taken from now on."""
        number = self._counts.get(base, 1)
        while (name := f"{base}-{number}" if number > 1 else base) in self._taken:
            number += 1
        self._counts[base] = number
        return self.take(name)


class Topics:
    """Topics in the order in which a file names them; finds one by identifier or title."""

    def __init__(self, known: Iterable[Topic] = ()) -> None:
        self._topics: dict[str, Topic] = {}
        self._by_title: dict[str, str] = {}
        self._names = Names()
        self._paths: dict[str, tuple[str, ...]] = {}
        for topic in known:
            self.add(topic)

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    def resolve(self, text: str) -> str:
        """The identifier of the topic that `text` names; a topic is added where none is known.
        UnreadableFile where there are too many."""
        name = squeeze(text)
        if name in self._topics:
            return name
        return self._by_title.get(same_key(name)) or self._new(name)

    def resolve_path(self, path: Sequence[str]) -> str:
        """The topic that a path of categories names by its last one, and by those above it
        where another path has ended in the same.
        """
        whole = tuple(same_key(part) for part in path if part not in _ROOTS)
        titles = ["/".join(path[start:]) for start in range(len(path) - 1, -1, -1)]
        for title in titles:
            if self._paths.setdefault(same_key(title), whole) == whole:
                return self.resolve(title)
        return self.resolve(titles[-1])

    def add(self, topic: Topic) -> str:
        """Make a topic known under its own identifier; hands the identifier back."""
        if topic.id not in self._topics:
            self._topics[topic.id] = topic
            self._names.take(topic.id)
            self._by_title.setdefault(same_key(topic.title), topic.id)
        return topic.id

    def name(self, identifier: str) -> str:
        """How a file names a topic: its title, or the identifier where the title is not enough."""
        topic = self._topics.get(identifier)
        if topic and topic.title and self.resolve(topic.title) == identifier:
            return topic.title
        return identifier

    def _new(self, title: str) -> str:
        if len(self._topics) >= LIMITS.topics:
            raise UnreadableFile(TOO_MANY_TOPICS)
        base = slug(title)[:_LONGEST_SLUG].strip("-") or "chuyen-de"
        return self.add(Topic(self._names.free(base), title))
