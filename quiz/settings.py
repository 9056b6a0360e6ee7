"""One typed table of settings, read from the environment (`QUIZ_…`) or given by a command."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_BYTES = 32


class UnusableSecret(Exception):
    """The secret key cannot be used: says what is wrong and what helps."""


class Settings(BaseSettings):
    """Everything that a deployment may choose. docs/settings.md prints this table."""

    model_config = SettingsConfigDict(env_prefix="QUIZ_", extra="ignore")

    data: Path = Field(Path("var"), description="Folder of the database and the secret key.")
    database_url: str = Field(
        "", description="SQLAlchemy address; empty means SQLite in the data folder."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="Address that people use; printed on tickets, decides Secure cookies.",
    )
    allowed_hosts: str = Field(
        "", description="Further host names that may be asked for, separated by commas."
    )
    demo: bool = Field(False, description="Shows the components page; set by `quiz demo`.")
    upload_bytes: int = Field(5_000_000, description="Largest file that may be uploaded.")
    body_bytes: int = Field(64_000, description="Largest body of any other request.")
    body_seconds: float = Field(10, description="Longest time for any other body to arrive.")
    upload_seconds: float = Field(120, description="Longest time for an uploaded file to arrive.")
    writer_queue: int = Field(4_096, description="Saves that may wait before 503 is answered.")
    guesses: int = Field(10, description="Wrong codes or passwords in five minutes a person.")
    answers_per_second: int = Field(5, description="Saves a second of one contestant (burst 20).")

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise ValueError("not an address of http or https")
        return value

    @property
    def url(self) -> str:
        """The database's SQLAlchemy address."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'quiz.db'}"

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies can be bound to it."""
        return self.base_url.startswith("https://")

    def secret(self) -> bytes:
        """The 32-byte key that tickets and codes are derived from. Made at the first use, kept in
        a file that only its owner may read, never in the database. Anything else in its place is
        refused: UnusableSecret with a sentence.
        """
        path = self.data / "secret.key"
        if not path.exists():
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = path.with_suffix(f".{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(SECRET_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(temporary, path)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        if path.is_file() and path.stat().st_size == SECRET_BYTES:
            return path.read_bytes()
        raise UnusableSecret(
            f"Tệp khóa {path} không phải tệp đúng {SECRET_BYTES} byte. Đề nghị khôi phục tệp từ "
            "bản sao lưu cùng cơ sở dữ liệu; nếu xóa tệp, mọi thẻ dự thi đã in sẽ mất hiệu lực."
        )
