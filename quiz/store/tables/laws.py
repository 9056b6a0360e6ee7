"""The law library: editions of legal texts, and what is known of who changed which."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class LawText(SQLModel, table=True):
    """One edition of a document. `number` is as it was written, `also` a second number that it is
    cited by; `since` and `until` are ISO days, "" for unknown and for open. `digest` is the
    SHA-256 of `content`, the text's canonical JSON: the same words are held once. `revision` rises
    with every change of the days and numbers.
    """

    __tablename__ = "law_text"

    id: int | None = Field(default=None, primary_key=True)
    number: str
    also: str = ""
    title: str
    kind: str = ""
    issued: str = ""
    since: str = ""
    until: str = ""
    name: str
    """What tells it from other editions for people: the file's name, or what they called it."""
    digest: str = Field(unique=True)
    articles: int
    revision: int = 1
    imported_at: int = Field(sa_type=BigInteger)
    imported_by: str
    content: str


class LawAmendment(SQLModel, table=True):
    """The document `amender` changes `document` from the ISO day `since` on, at `places` (JSON, a
    list of "Điều 4, khoản 2"), as the text `law_id` says.
    """

    __tablename__ = "law_amendment"

    id: int | None = Field(default=None, primary_key=True)
    law_id: int = Field(foreign_key="law_text.id", index=True)
    amender: str
    document: str
    places: str = "[]"
    since: str = ""
