"""`quiz bank`: check, publish and convert question banks."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from question_bank.bank import Bank
from question_bank.carried import asks_about_marks
from question_bank.finding import SEVERITY_TITLES, Finding, Severity, UnreadableFile
from question_bank.formats import LIMITS, WRITERS, KeyFile, losses, write
from question_bank.formats.reading import shorten
from question_bank.formats.template import write_template
from question_bank.law import Library
from question_bank.law_review import with_laws
from question_bank.legacy import ENCODINGS, Proposal
from question_bank.question import LEVEL_TITLES, Level
from quiz.cli.common import NO, WRONG_USE, opened, read_regular, report, say_no
from quiz.clock import system_clock
from quiz.rules.authoring import law_day
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import author
from quiz.stages import laws as library
from quiz.stages.author import Checked

app = typer.Typer(no_args_is_help=True, help="Question banks: check, publish, convert; a template.")

ACTOR = "cli"
"""Who publishes, for logs and lists."""
FORMATS = {".txt": "native", ".xlsx": "xlsx", ".gift": "gift", ".xml": "moodle", ".docx": "docx"}
QTI = tuple(name for name in WRITERS if name.startswith("qti"))
"""Formats whose files end in `.zip`, which does not tell the version."""

Source = Annotated[
    Path,
    typer.Argument(
        exists=True,
        help="A file (.docx, .xlsx, .ods, .xls, .csv, .gift, .txt, QTI .zip or .xml)"
        " or a bank's folder.",
    ),
]
To = Annotated[str, typer.Option("--to", help=f"The format by name: {', '.join(WRITERS)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Legacy = Annotated[
    str,
    typer.Option(help=f"Read the text from an old encoding: {', '.join(ENCODINGS)}."),
]
Keys = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="The file of the key (1-A), where it stands apart."
    ),
]
ByMarks = Annotated[
    bool,
    typer.Option("--keys-by-marks", help="Use keys that only bold, colour and the like show."),
]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]


@app.command("check")
def check(
    path: Source,
    legacy: Legacy = "",
    keys: Keys = None,
    by_marks: ByMarks = False,
    laws: Annotated[bool, typer.Option("--laws", help="Judge by the law library too.")] = False,
    day: Annotated[str, typer.Option(help="The law of this day, YYYY-MM-DD.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say how many questions a bank holds and every doubt about it. Exit 1 where one blocks."""
    checked = read_bank(path, legacy, keys, by_marks=by_marks, as_json=as_json)
    if laws or day:
        day = day or law_day(checked.bank.as_of, system_clock())
        checked = with_laws(checked, _library(data), day)
    report(_as_data(checked), _in_words(checked), as_json=as_json)
    if checked.blocked:
        raise typer.Exit(NO)


@app.command("publish")
def publish(
    path: Source,
    keys: Keys = None,
    by_marks: ByMarks = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make the bank an immutable version; the same content twice is one version."""
    checked = read_bank(path, "", keys, by_marks=by_marks, as_json=as_json)
    if checked.blocked:
        report(_as_data(checked), _in_words(checked), as_json=as_json)
        raise typer.Exit(NO)
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as contest:
        try:
            version = author.publish(contest.database, checked.bank, ACTOR, system_clock())
        except Refusal as refusal:
            say_no(refusal)
    digest = checked.bank.digest
    report(
        {"version": version, "digest": digest, "questions": len(checked.bank)},
        f"Đã công bố phiên bản {version} của “{checked.bank.title}”: "
        f"{say_count(len(checked.bank))} câu, mã {digest[:12]}.",
        as_json=as_json,
    )


@app.command("convert")
def convert(
    source: Source,
    target: Path,
    to: To = "",
    legacy: Legacy = "",
    keys: Keys = None,
    by_marks: ByMarks = False,
    as_json: AsJson = False,
) -> None:
    """Write a bank in another format, which the target's extension or `--to` names."""
    format_ = format_of(target, to)
    if not target.absolute().parent.is_dir():
        typer.echo(f"Không có thư mục {target.parent}.", err=True)
        raise typer.Exit(WRONG_USE)
    checked = read_bank(source, legacy, keys, by_marks=by_marks, as_json=as_json)
    for finding in checked.findings:
        if finding.level is not Severity.ADVICE and not as_json:
            typer.echo(line_of(finding), err=True)
    lost = losses(checked.bank, format_)
    if not checked.blocked:
        for finding in lost:
            if not as_json:
                typer.echo(line_of(finding), err=True)
        target.write_bytes(write(checked.bank, format_))
    elif not as_json:
        typer.echo(choosing(checked), err=True, nl=False)
        say_no("Chưa ghi tệp đích: đề nghị sửa các dòng trên rồi chuyển lại.")
    report(
        {
            **_as_data(checked),
            "losses": [finding.as_data() for finding in lost],
            "file": None if checked.blocked else str(target),
        },
        f"Đã ghi {say_count(len(checked.bank))} câu vào {target}.",
        as_json=as_json,
    )
    if checked.blocked:
        raise typer.Exit(NO)


@app.command("template")
def template(target: Path) -> None:
    """Write the empty workbook that authors fill in."""
    if target.suffix.lower() != ".xlsx":
        typer.echo("Tên tệp mẫu phải có đuôi .xlsx.", err=True)
        raise typer.Exit(WRONG_USE)
    if not target.absolute().parent.is_dir():
        typer.echo(f"Không có thư mục {target.parent}.", err=True)
        raise typer.Exit(WRONG_USE)
    target.write_bytes(write_template())
    typer.echo(f"Đã ghi tệp mẫu vào {target}.")


def format_of(target: Path, to: str) -> str:
    """The register's name of the format to write."""
    format_ = to or FORMATS.get(target.suffix.lower(), "")
    if format_ in WRITERS:
        return format_
    if to:
        sentence = f"Định dạng --to phải là một trong: {', '.join(WRITERS)}."
    elif target.suffix.lower() == ".zip":
        sentence = f"Đuôi .zip chưa nói rõ phiên bản; đề nghị thêm --to, ví dụ --to {QTI[-1]}."
    else:
        endings = ", ".join(FORMATS)
        sentence = f"Đuôi tệp đích phải là một trong: {endings}; hoặc đề nghị thêm --to."
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_USE)


def _library(data: Path | None) -> Library:
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as contest:
        return library.library(contest.database)


def read_bank(
    path: Path, legacy: str, keys: Path | None = None, *, by_marks: bool = False, as_json: bool
) -> Checked:
    """The bank in a file or folder with every doubt. What cannot be read ends the command."""
    if legacy and legacy not in ENCODINGS:
        typer.echo(f"Bảng mã phải là một trong: {', '.join(ENCODINGS)}.", err=True)
        raise typer.Exit(WRONG_USE)
    try:
        apart = KeyFile(keys.name, read_regular(keys, LIMITS.file_bytes)) if keys else None
        name = path.resolve().name
        return author.check(path, name, legacy=legacy, keys=apart, by_marks=by_marks)
    except UnreadableFile as error:
        finding = Finding(Severity.BLOCKS, path.name, str(error))
        if as_json:
            data = {"questions": 0, "findings": [finding.as_data()]}
            report(data, "", as_json=True)
            raise typer.Exit(NO) from None
        say_no(line_of(finding))


def choosing(checked: Checked) -> str:
    """How to agree to keys that only formatting shows, as a line; "" where none are asked about."""
    if not any(map(asks_about_marks, checked.findings)):
        return ""
    return "Đồng ý dùng các đáp án nhận theo định dạng chữ: thêm --keys-by-marks.\n"


def _as_data(checked: Checked) -> dict[str, Any]:
    return {
        "questions": len(checked.bank),
        "findings": [finding.as_data() for finding in checked.findings],
    }


def _in_words(checked: Checked) -> str:
    lines = [f"{checked.bank.title}: {say_count(len(checked.bank))} câu hỏi", ""]
    lines += [*_counts(checked.bank), ""]
    lines += _findings(checked)
    lines += choosing(checked).splitlines()
    if checked.proposal:
        lines += _side_by_side(checked.proposal)
    said = ", ".join(
        f"{title.lower()}: {checked.count(level)}" for level, title in SEVERITY_TITLES.items()
    )
    return "\n".join([*lines, f"Tổng cộng: {said}."])


def _counts(bank: Bank) -> list[str]:
    """A row a topic: how many easy, medium and hard questions, and their sum."""
    counts = bank.counts()
    width = max([len("Chuyên đề"), *(len(topic.title) for topic in bank.topics)])
    heads = [LEVEL_TITLES[level] for level in Level] + ["cộng"]
    rows = [f"{'Chuyên đề':<{width}}" + "".join(f"{head:>12}" for head in heads)]
    for topic in bank.topics:
        cells = [counts[topic.id, level] for level in Level]
        cells.append(sum(cells))
        rows.append(f"{topic.title:<{width}}" + "".join(f"{cell:>12}" for cell in cells))
    return rows


def _findings(checked: Checked) -> list[str]:
    """A line for each finding; advice that is the same for several questions is said once."""
    advice: dict[str, list[Finding]] = {}
    lines = []
    for finding in checked.findings:
        if finding.level is Severity.ADVICE:
            advice.setdefault(finding.message, []).append(finding)
        else:
            lines.append(line_of(finding))
    for first, *others in advice.values():
        more = f" và {say_count(len(others))} chỗ khác" if others else ""
        lines.append(line_of(replace(first, where=first.where + more)))
    return lines


def _side_by_side(proposal: Proposal) -> list[str]:
    """Lines before and after, and how to have them read so."""
    lines = ["", f"Đề xuất đọc lại theo bảng mã {proposal.name} (--legacy {proposal.encoding}):"]
    for before, after in zip(proposal.before, proposal.after, strict=True):
        lines += [f"  trước: {shorten(before)}", f"  sau:   {shorten(after)}"]
    return [*lines, ""]


def line_of(finding: Finding) -> str:
    """A finding on one line."""
    return f"[{SEVERITY_TITLES[finding.level].upper()}] {finding.where}: {finding.message}"
