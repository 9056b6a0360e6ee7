"""One typed table of settings, read from the environment (`QUIZ_…`) or given by a command."""

import ipaddress
import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from quiz.rules.staffing import Terms

SECRET_BYTES = 32
LEAST_VALUES = 16
"""Different bytes of a key: chance gives about thirty, fewer than these once in 10^14 keys."""

SSO_MODULES = ("authlib", "httpx2", "joserfc")
"""What the extra `sso` brings."""


class UnusableSecret(Exception):
    """The secret key cannot be used: says what is wrong and what helps."""


class MissingExtra(Exception):
    """A setting asks for packages that are not installed: says which extra brings them."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            "Thiết lập này cần thêm gói phần mềm; đề nghị cài đặt bằng: "
            f"pip install 'cchc-quiz[{extra}]'."
        )


def has_sso() -> bool:
    """Whether the packages of the extra `sso` can be imported."""
    return all(find_spec(name) is not None for name in SSO_MODULES)


def is_weak(key: bytes) -> bool:
    """Whether somebody typed this key or copied an example: few different bytes, or text only."""
    return len(set(key)) < LEAST_VALUES or all(0x09 <= byte < 0x7F for byte in key)


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
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of the proxies in front, separated by commas; only "
        "their X-Forwarded-For is believed.",
    )
    demo: bool = Field(False, description="Shows the components page; set by `quiz demo`.")
    upload_bytes: int = Field(
        5_000_000, ge=1, le=1_000_000_000, description="Largest file that may be uploaded."
    )
    body_bytes: int = Field(
        64_000, ge=1, le=100_000_000, description="Largest body of any other request."
    )
    body_seconds: float = Field(
        10, gt=0, le=3_600, description="Longest time for any other body to arrive."
    )
    upload_seconds: float = Field(
        120, gt=0, le=3_600, description="Longest time for an uploaded file to arrive."
    )
    writer_queue: int = Field(
        4_096, ge=1, le=1_000_000, description="Saves that may wait before 503 is answered."
    )
    guesses: int = Field(
        10, ge=1, le=1_000, description="Wrong codes or passwords in five minutes a person."
    )
    sso_issuer: str = Field(
        "", description="Issuer of an OpenID Connect provider; empty means there is none."
    )
    sso_client_id: str = Field("", description="Our name at the provider.")
    sso_client_secret: str = Field("", description="Our secret at the provider.", repr=False)
    sso_title: str = Field(
        "tài khoản cơ quan", description="What people call the provider, after “Vào thi bằng”."
    )
    sso_claim: str = Field("sub", description="The claim that says who it is.")
    sso_matches: Literal["staff_code", "phone"] = Field(
        "staff_code", description="What of the roster the claim is compared with."
    )
    totp: bool = Field(
        True,
        description="Asks administrators, province and organisers for a code of an app; not in the "
        "demo.",
    )
    staff_idle_minutes: int = Field(
        30,
        ge=1,
        le=43_200,
        description="Minutes without a request after which staff sign in again.",
    )
    answers_per_second: int = Field(
        5, ge=1, le=1_000_000, description="Saves a second of one contestant (burst 20)."
    )
    controller: str = Field(
        "", description="Who answers for personal data, as the notice says; empty: the committee."
    )
    privacy_contact: str = Field(
        "", description="Whom the notice names for questions; empty: the unit's committee."
    )
    request_days: int = Field(
        10,
        ge=1,
        le=365,
        description="Working days in which requests about own data are to be answered, up to 365.",
    )
    retention_months: int = Field(
        12,
        ge=1,
        le=1_200,
        description="Months after a district's last round for which names are kept, up to 1200.",
    )
    notice_edition: int = Field(
        1,
        ge=1,
        le=1_000_000,
        description="Raise it when one of the four above changes: everybody is asked anew.",
    )

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise ValueError("not an address of http or https")
        return value

    @field_validator("sso_issuer")
    @classmethod
    def _is_safe_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
        if value and not (here or (parts.scheme == "https" and parts.hostname)):
            raise ValueError("not an address of https")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for one in filter(None, map(str.strip, value.split(","))):
            if ipaddress.ip_network(one).prefixlen == 0:
                raise ValueError("everybody is no proxy")
        return value

    @property
    def proxies(self) -> list[str]:
        """The trusted proxies, each an address or a network."""
        return [one for one in map(str.strip, self.trusted_proxies.split(",")) if one]

    @property
    def url(self) -> str:
        """The database's SQLAlchemy address."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'quiz.db'}"

    @property
    def terms(self) -> Terms:
        """What is asked of staff's sessions."""
        return Terms(self.totp, self.staff_idle_minutes * 60_000)

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies can be bound to it."""
        return self.base_url.startswith("https://")

    @property
    def secret_path(self) -> Path:
        """The file of the key."""
        return self.data / "secret.key"

    def secret(self) -> bytes:
        """The 32-byte key that tickets and codes are derived from. Made at the first use, kept in
        a file that only its owner may read, never in the database. Anything else in its place is
        refused: UnusableSecret with a sentence.
        """
        path = self.secret_path
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
            key = path.read_bytes()
            if not is_weak(key):
                return key
            raise UnusableSecret(
                f"Tệp khóa {path} không phải khóa ngẫu nhiên. Đề nghị xóa tệp để hệ thống tạo khóa "
                "mới, rồi in lại thẻ dự thi."
            )
        raise UnusableSecret(
            f"Tệp khóa {path} không phải tệp đúng {SECRET_BYTES} byte. Đề nghị khôi phục tệp từ "
            "bản sao lưu cùng cơ sở dữ liệu; nếu xóa tệp, mọi thẻ dự thi đã in sẽ mất hiệu lực."
        )
