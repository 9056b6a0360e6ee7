"""The empty workbook that organisers fill in: headings, the names of the units, a guide."""

import io
from collections.abc import Iterable

import xlsxwriter

from quiz.rules.eligibility import DUTY_NAMES, NONE_NAME, Audience
from quiz.rules.places import Place, Places
from quiz.rules.roster import COLUMNS

_ORDER = (
    "name",
    "unit",
    "district",
    "birth",
    "gender",
    "position",
    "staff_code",
    "number",
    "phone",
    "audience",
    "duty",
)
_WIDTHS = {"name": 30, "unit": 34, "district": 28, "birth": 12, "position": 26}
_ROWS = 2_000
_GUIDE = (
    "Mỗi dòng một người. Hai cột bắt buộc: Họ và tên, Đơn vị.",
    "Đơn vị: tên xã, phường, thị trấn ở trang “Danh mục đơn vị”, hoặc tên cơ quan, phòng, ban của "
    "huyện, thị xã, thành phố. Cơ quan chưa có trong hệ thống được tạo mới khi có cột "
    "Huyện/Thị xã/Thành phố.",
    "Năm sinh: ghi năm đủ bốn chữ số hoặc ngày/tháng/năm.",
    "Giới tính: ghi Nam hoặc Nữ; để trống nếu không có, hệ thống không tự suy đoán.",
    "Mã cán bộ: không bắt buộc; nên ghi khi trong một đơn vị có hai người cùng họ tên.",
    "Số báo danh: để trống, hệ thống tự cấp.",
    "Số điện thoại: chỉ ghi khi cần gửi thẻ dự thi qua Zalo hoặc tin nhắn, hay đăng nhập bằng tài "
    "khoản gắn với số điện thoại.",
    "Đối tượng: chỉ ghi khi thể lệ chia thí sinh theo đối tượng (bảng); ghi mã hoặc tên đối tượng.",
    f"Nhiệm vụ trong hội thi: {', '.join(DUTY_NAMES.values())}; người có nhiệm vụ không được dự "
    f"thi theo thể lệ. Để trống hai cột này là giữ nguyên điều đã ghi; muốn bỏ, ghi {NONE_NAME}.",
    "Tải lên cùng một tệp nhiều lần không tạo thêm người; dòng đã có được cập nhật.",
)


def roster_template(
    places: Places, districts: Iterable[int] | None, audiences: Iterable[Audience] = ()
) -> bytes:
    """An .xlsx for the people of `districts`, None for all. Every cell is a text. Duties, and the
    contests' `audiences` where there are any, are lists to choose from."""
    wanted = None if districts is None else set(districts)
    shown = [district for district in places.districts if wanted is None or district.id in wanted]
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#F3EEE3", "border": 1, "valign": "top"})
    as_text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Danh sách thí sinh")
    for column, field in enumerate(_ORDER):
        sheet.set_column(column, column, _WIDTHS.get(field, 16), as_text)
        sheet.write_string(0, column, COLUMNS[field], head)
    sheet.freeze_panes(1, 0)
    units = book.add_worksheet("Danh mục đơn vị")
    units.set_column(0, 1, 34)
    for column, title in enumerate(("Đơn vị cấp huyện", "Xã, phường, thị trấn, cơ quan")):
        units.write_string(0, column, title, head)
    for row, (district, unit) in enumerate(_pairs(places, shown), 1):
        units.write_string(row, 0, district.full_name)
        units.write_string(row, 1, unit.full_name)
    guide = book.add_worksheet("Hướng dẫn")
    guide.set_column(0, 0, 100)
    for row, sentence in enumerate(_GUIDE):
        guide.write_string(row, 0, sentence, wrapped)
    titles = list(dict.fromkeys(one.title for one in audiences))
    chosen = {
        "district": [district.full_name for district in shown],
        "audience": [*titles, NONE_NAME] if titles else [],
        "duty": [*DUTY_NAMES.values(), NONE_NAME],
    }
    for column, (field, texts) in enumerate(chosen.items(), 2):
        guide.set_column(column, column, 28)
        for row, named in enumerate(texts):
            guide.write_string(row, column, named)
        place, letter = _ORDER.index(field), "CDE"[column - 2]
        if texts:
            source = f"='Hướng dẫn'!${letter}$1:${letter}${len(texts)}"
            sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": source})
    book.close()
    return output.getvalue()


def _pairs(places: Places, districts: list[Place]) -> Iterable[tuple[Place, Place]]:
    for district in districts:
        for place in places.all:
            if place.district_id == district.id:
                yield district, place
