"""The empty workbook that authors fill in: headings, lists to choose from, examples, a guide."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from question_bank.formats.columns import HEADINGS
from question_bank.formats.limits import LIMITS
from question_bank.question import LEVEL_TITLES, OPTION_LETTERS

QUESTIONS, EXAMPLES, LISTS, GUIDE = "Câu hỏi", "Ví dụ", "Danh mục", "Hướng dẫn"
ASIDE = "Trang này thuộc mẫu, không được nhập vào ngân hàng câu hỏi."
"""The first cell of every sheet that holds no questions: the reader passes it over."""
TOPICS = (
    "Nguyên tắc bầu cử",
    "Danh sách cử tri",
    "Tổ chức bầu cử",
    "Cơ chế một cửa",
    "Kiểm soát thủ tục hành chính",
    "Chính quyền điện tử",
    "Cán bộ, công chức",
    "Tiếp nhận phản ánh, kiến nghị",
)
_OPTIONS = OPTION_LETTERS[:4]
_FIELDS = ("topic", "level", "stem", *_OPTIONS, "key", "basis", "explanation", "shuffle")
_WIDTHS = {"topic": 24, "stem": 60, "key": 10, "level": 13, "shuffle": 12, "explanation": 40}
_TOPIC_ROWS = 60
_YES_OR_NO = ("có", "không")
_EXAMPLES = (
    {
        "topic": TOPICS[0],
        "level": "dễ",
        "stem": "Khi bầu đại biểu Quốc hội, mỗi cử tri được bỏ bao nhiêu lá phiếu?",
        "A": "Một",
        "B": "Hai",
        "C": "Bằng số người trong hộ",
        "key": "A",
        "basis": "85/2015/QH13, Điều 69, khoản 1",
        "explanation": "Lá phiếu của mọi cử tri có giá trị như nhau.",
        "shuffle": "có",
    },
    {
        "topic": TOPICS[3],
        "level": "trung bình",
        "stem": "Người dân có thể nộp hồ sơ bằng những cách nào?",
        "A": "Nộp trực tiếp tại bộ phận một cửa",
        "B": "Gửi qua bưu chính",
        "C": "Nộp trực tuyến",
        "D": "Tất cả các cách trên",
        "key": "D",
        "basis": "61/2018/NĐ-CP, Điều 16",
        "shuffle": "có",
    },
)
_GUIDE = (
    "Mỗi câu hỏi một dòng ở trang “Câu hỏi”, dưới dòng tiêu đề. Đề nghị không đổi tên các cột.",
    "Bắt buộc có: Câu hỏi, Phương án A, Phương án B, Đáp án. Các cột khác có thể để trống.",
    "Từ 2 đến 8 phương án: nếu cần, chèn thêm cột Phương án E, F, G, H trước cột Đáp án.",
    "Đáp án: ghi chữ cái của phương án đúng. Nhiều phương án đúng thì ghi cách nhau bằng dấu phẩy, "
    "ví dụ “A, C”.",
    "Mức độ: chọn dễ, trung bình hoặc khó. Để trống thì được xếp trung bình.",
    "Chuyên đề: chọn trong danh sách, hoặc ghi tên khác. Danh sách sửa được ở trang “Danh mục”.",
    "Căn cứ: ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”; nhiều căn cứ cách nhau bằng dấu chấm "
    "phẩy.",
    "Trộn phương án: ghi “không” khi thứ tự các phương án có ý nghĩa.",
    "Phương án như “Tất cả các phương án trên” đặt ở cuối; hệ thống giữ nguyên vị trí khi trộn.",
    f"Mỗi tệp không quá {LIMITS.rows} dòng và 5 MB. Dòng ẩn, cột ẩn và trang ẩn không được đọc.",
    "Dùng phông chữ Unicode (ví dụ Times New Roman). Tệp dùng phông .VnTime hoặc VNI vẫn gửi được: "
    "hệ thống đề xuất chuyển mã để Ông/Bà xem và xác nhận.",
    "Sau khi tải lên, hệ thống nêu từng chỗ cần xem lại và chưa lưu gì cho đến khi được xác nhận.",
)


def write_template(topics: Sequence[str] = TOPICS) -> bytes:
    """The template as an .xlsx, with these topics to choose from. Every cell is a text."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#F3EEE3", "border": 1, "text_wrap": True})
    body = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(QUESTIONS)
    _headings(sheet, 0, head, body)
    sheet.freeze_panes(1, 0)
    _choices(sheet)
    examples = _aside(book, EXAMPLES, body)
    _headings(examples, 1, head, body)
    for row, example in enumerate(_EXAMPLES, 2):
        for column, field in enumerate(_FIELDS):
            examples.write_string(row, column, example.get(field, ""), body)
    lists = _aside(book, LISTS, body)
    lists.set_column(0, 0, 40, body)
    lists.write_string(1, 0, HEADINGS["topic"], head)
    for row, topic in enumerate(topics[:_TOPIC_ROWS], 2):
        lists.write_string(row, 0, topic, body)
    guide = _aside(book, GUIDE, body)
    guide.set_column(0, 0, 100, body)
    for row, sentence in enumerate(_GUIDE, 2):
        guide.write_string(row, 0, sentence, body)
    sheet.activate()
    book.close()
    return output.getvalue()


def _aside(book: Any, name: str, body: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, ASIDE)
    sheet.set_column(0, 0, 40, body)
    return sheet


def _headings(sheet: Any, row: int, head: Any, body: Any) -> None:
    for column, field in enumerate(_FIELDS):
        title = f"Phương án {field}" if field in _OPTIONS else HEADINGS[field]
        sheet.set_column(column, column, _WIDTHS.get(field, 22), body)
        sheet.write_string(row, column, title, head)


def _choices(sheet: Any) -> None:
    """Lists to choose from. Topics and keys may be others: several keys stand in one cell."""
    topics = f"='{LISTS}'!$A$3:$A${_TOPIC_ROWS + 2}"
    for field, source, strict in (
        ("topic", topics, False),
        ("level", list(LEVEL_TITLES.values()), True),
        ("key", list(_OPTIONS), False),
        ("shuffle", list(_YES_OR_NO), True),
    ):
        column = _FIELDS.index(field)
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "stop" if strict else "information",
            "error_title": HEADINGS[field],
            "error_message": "Đề nghị chọn một giá trị trong danh sách."
            if strict
            else "Giá trị này không có trong danh sách.",
        }
        sheet.data_validation(1, column, LIMITS.rows - 1, column, rule)
