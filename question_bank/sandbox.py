"""Files from outside are read in a process of their own, with limits: one that kills its reader, or
keeps it busy for ever, never harms the server. JSON in both directions.
"""

import gc
import json
import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from question_bank.finding import UnreadableFile

try:
    import resource
except ImportError:  # Windows: read without the limits, but for the time
    resource = None  # type: ignore[assignment]

TASKS = (
    "question_bank.checking:task",
    "question_bank.mending:task",
    "question_bank.law_reading:task",
    "quiz.stages.roster.reading:task",
    "quiz.stages.roster.unit_table:task",
)
"""What a child may be asked to do: functions of (bytes, name, further texts) to JSON data; those
that take a second file have it as `attached`."""
SECONDS = 60.0
"""As long as one answer may take, waiting for room, the child's start and its waiting for a
processor included. It stands behind everything else (`_limit`): while a round starts it has a tenth
of a processor. A proxy has to wait longer (docs/operations.md)."""
CPU_SECONDS = 20
"""What bounds a hostile file. The largest honest ones take 7 s on a good machine."""
MEMORY = 700 << 20
"""Bytes of address space, the interpreter included."""
LARGEST_ANSWER = 64 << 20
TOO_HARD = (
    "Tệp quá phức tạp hoặc bị hỏng, hệ thống không đọc được trong giới hạn cho phép; "
    "đề nghị chép nội dung sang tệp mới rồi gửi lại."
)
UNEXPECTED = (
    "Không đọc được tệp; đề nghị mở bằng Word hoặc Excel, chép nội dung sang tệp mới rồi gửi lại."
)
BUSY = "Hệ thống đang đọc nhiều tệp khác; đề nghị gửi lại sau ít phút."
SLOW = "Hệ thống đang bận, chưa kịp đọc xong tệp; đề nghị gửi lại sau ít phút."
_PROGRAM = ("-m", "question_bank.sandbox")
_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")
_LENGTH = 8
_PIECE = 1_000
"""Values of a list that are written at once."""
_ROOM = threading.BoundedSemaphore(2)
_QUEUE = threading.BoundedSemaphore(8)
"""Readers at work and waiting: each holds a thread that the server also needs for others."""

log = logging.getLogger(__name__)


def run(
    task: str, data: bytes, name: str, *extra: str, attached: bytes | None = None
) -> dict[str, Any]:
    """What the task of `TASKS` says of the data, and of a second file where one is attached.
    UnreadableFile, with a Vietnamese sentence, where it says so, fails, dies or takes too much of
    anything.
    """
    if task not in TASKS:
        raise ValueError(task)
    if not _QUEUE.acquire(blocking=False):
        raise UnreadableFile(BUSY)
    try:
        until = time.monotonic() + SECONDS
        if not _ROOM.acquire(timeout=SECONDS):
            raise UnreadableFile(BUSY)
        try:
            size = None if attached is None else len(attached)
            header = {"name": name, "extra": extra, "attached": size}
            answer = _ask(task, _packed(header, (attached or b"") + data), until)
        finally:
            _ROOM.release()
    finally:
        _QUEUE.release()
    if "unreadable" in answer:
        raise UnreadableFile(str(answer["unreadable"]))
    if "fault" in answer:
        log.error("a reader failed: %s", answer["fault"])
        raise UnreadableFile(UNEXPECTED)
    result: dict[str, Any] = answer["result"]
    return result


def _ask(task: str, message: bytes, until: float) -> dict[str, Any]:
    """The child's answer. It is killed at `until` (monotonic seconds), which is no fault of the
    file, or when it says too much.
    """
    late = threading.Event()
    paths = [path for path in sys.path if path] + [str(Path(__file__).parents[1])]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no text from outside
        [sys.executable, *_PROGRAM, task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env={**environment, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
    ) as child:
        assert child.stdin
        assert child.stdout
        watch = threading.Timer(max(0.0, until - time.monotonic()), _end_late, (child, late))
        writer = threading.Thread(target=_send, args=(child.stdin, message), daemon=True)
        watch.start()
        writer.start()
        try:
            answer = child.stdout.read(LARGEST_ANSWER + 1)
            if len(answer) > LARGEST_ANSWER:
                child.kill()
            child.wait()
        finally:
            child.kill()
            watch.cancel()
            writer.join()
    if late.is_set() and child.returncode:
        log.warning("a reader had no time to end: %s", task)
        raise UnreadableFile(SLOW)
    if child.returncode or len(answer) > LARGEST_ANSWER:
        log.warning("a reader was ended: %s, code %s", task, child.returncode)
        raise UnreadableFile(TOO_HARD)
    try:
        said = json.loads(answer.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(TOO_HARD) from error
    if not isinstance(said, dict) or not said.keys() & {"result", "unreadable", "fault"}:
        raise UnreadableFile(TOO_HARD)
    return said


def _end_late(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _send(pipe: BinaryIO, message: bytes) -> None:
    try:
        with pipe:
            pipe.write(message)
    except OSError:
        pass  # the child has ended, and its code says how


def _packed(header: dict[str, Any], data: bytes) -> bytes:
    text = _json(header)
    return len(text).to_bytes(_LENGTH, "big") + text + data


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def forgo_collecting() -> None:
    """What a reader makes does not refer to itself in circles, and who reads one file needs no
    search for them: it took a sixth of the time of a large Word file.
    """
    gc.disable()


def pieces(said: dict[str, Any]) -> Iterator[bytes]:
    """An answer as JSON, piece after piece: as one text it takes four times the memory of what it
    says.
    """
    yield b"{"
    for place, (name, value) in enumerate(said.items()):
        yield (b"," if place else b"") + _json(name) + b":"
        if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
            yield from pieces(value)
        elif isinstance(value, (list, tuple)) and len(value) > _PIECE:
            for start in range(0, len(value), _PIECE):
                yield (b"," if start else b"[") + _json(value[start : start + _PIECE])[1:-1]
            yield b"]"
        else:
            yield _json(value)
    yield b"}"


def main() -> None:
    """The child: one task, one answer."""
    forgo_collecting()
    _limit()
    forgo_collecting()
    task = sys.argv[-1]
    if task not in TASKS:
        sys.exit(2)
    length = int.from_bytes(sys.stdin.buffer.read(_LENGTH), "big")
    header = json.loads(sys.stdin.buffer.read(length).decode("utf-8", "surrogatepass"))
    size = header["attached"]
    more = {} if size is None else {"attached": sys.stdin.buffer.read(size)}
    data = sys.stdin.buffer.read()
    try:
        module, _, function = task.partition(":")
        does = getattr(import_module(module), function)
        answer = {"result": does(data, header["name"], *header["extra"], **more)}
    except UnreadableFile as error:
        answer = {"unreadable": str(error)}
    except (MemoryError, RecursionError):
        answer = {"unreadable": TOO_HARD}
    except Exception as error:
        answer = {"fault": _place(error)}
    for piece in pieces(answer):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    os._exit(0)


def _limit() -> None:
    if hasattr(os, "nice"):
        os.nice(5)
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of the address space
            continue


def _place(error: Exception) -> str:
    """The error's type and innermost place, never its message, which may quote the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main()
