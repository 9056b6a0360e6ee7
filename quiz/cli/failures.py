"""What a person is told when a command meets something that it cannot use: one sentence, no trace.
The only place that turns such errors into words; anything else is a bug and keeps its trace.
"""

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import MissingExtra, UnusableSecret
from quiz.store.engines import UnsafeDatabase, sqlite_module


def sentence_of(error: Exception) -> str | None:
    """The sentence, None for what nobody foresaw."""
    match error:
        case Refusal():
            return error.sentence
        case UnusableSecret() | MissingExtra() | UnsafeDatabase():
            return str(error)
        case ValidationError() if error.title == "Settings":
            first = error.errors()[0]
            name = "_".join(map(str, first["loc"])).upper()
            if first["type"] == "less_than_equal":
                most = say_count(int(first["ctx"]["le"]))
                return f"Biến môi trường QUIZ_{name} quá lớn; đề nghị đặt không quá {most}."
            return f"Biến môi trường QUIZ_{name} không hợp lệ; đề nghị xem docs/settings.md."
        case ArgumentError() | NoSuchModuleError():
            return "Địa chỉ cơ sở dữ liệu (QUIZ_DATABASE_URL) không hợp lệ; đề nghị kiểm tra lại."
        case UnicodeDecodeError():
            return "Tệp không phải văn bản UTF-8; đề nghị lưu lại thành UTF-8."
        case OSError() if error.filename is not None:
            return f"Không dùng được {error.filename}: {error.strerror}. Đề nghị kiểm tra lại."
    if isinstance(error, (SQLAlchemyError, sqlite_module().Error)):
        return (
            "Không dùng được cơ sở dữ liệu: tệp hỏng, không phải của hệ thống này hoặc máy chủ "
            "không trả lời. Đề nghị kiểm tra --data và QUIZ_DATABASE_URL."
        )
    return None
