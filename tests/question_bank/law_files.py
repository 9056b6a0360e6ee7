"""Legal texts of our own invention, as people have them: typed, in Word, saved from a web page."""

import html

from tests.question_bank.word_files import of_lines

LAW = """\
QUỐC HỘI
Luật số: 7/2015/QH13
Hà Nội, ngày 25 tháng 6 năm 2015
LUẬT
TRÒ CHƠI DÂN GIAN
Căn cứ Hiến pháp;
Quốc hội ban hành Luật Trò chơi dân gian.
Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về các trò chơi ở sân đình.
Điều 2. Người chơi
1. Người chơi phải đủ bảy tuổi vào ngày hội.
2. Người chơi được:
a) Chọn trò chơi mà mình thích nhất;
b) Nghỉ giữa hai lượt chơi liền nhau.
Điều 3. Trọng tài
1. Mỗi sân có một trọng tài do làng cử.
2. Trọng tài thổi còi khi hết giờ chơi.
Điều 4. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2015.
Nơi nhận:
- Lưu: VT.
"""
CONSOLIDATED = """\
VĂN PHÒNG QUỐC HỘI
Số: 3/VBHN-VPQH
Hà Nội, ngày 10 tháng 7 năm 2025
LUẬT
TRÒ CHƠI DÂN GIAN
Luật Trò chơi dân gian số 7/2015/QH13 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 9 năm 2015, \
được sửa đổi, bổ sung bởi:
Luật số 9/2025/QH15 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2025.
Điều 1. Phạm vi điều chỉnh
Luật này quy định về các trò chơi ở sân đình.
Điều 2. Người chơi
1.[1] Người chơi phải đủ chín tuổi vào ngày hội.
2. Người chơi được:
a) Chọn trò chơi mà mình thích nhất;
b) Nghỉ giữa hai lượt chơi liền nhau.
Điều 3. Trọng tài
1.[2] Làng mời thêm người xem giúp điểm số.
2. Mỗi sân có một trọng tài do làng cử.
Điều 4. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2015.
XÁC THỰC VĂN BẢN HỢP NHẤT
[1] Khoản này được sửa đổi theo Luật số 9/2025/QH15 như sau:
“Điều 2. Hiệu lực
Luật này có hiệu lực từ ngày 01 tháng 7 năm 2025.”
[2] Khoản này được bổ sung theo Luật số 9/2025/QH15.
"""
AMENDING = """\
# Luật số 9/2025/QH15 | Sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian
# Ngày có hiệu lực: 01/07/2025
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian số 7/2015/QH13.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian
1. Sửa đổi khoản 1 Điều 2 như sau:
“1. Người chơi phải đủ chín tuổi vào ngày hội.
2. Sửa đổi Điều 77 của luật khác trong ngoặc kép.”.
2. Bãi bỏ điểm a và điểm b khoản 2 Điều 2, khoản 1 và khoản 3 Điều 3.
3. Bổ sung Điều 5 của Luật này.
Điều 2. Điều khoản thi hành
Sửa đổi Điều 9 chỉ là lời nói ở điều không sửa đổi gì.
"""


AMENDING_TWO = """\
# Luật số 11/2026/QH16 | Sửa đổi, bổ sung một số điều của hai luật về hội làng
# Ngày có hiệu lực: 01/01/2027
Căn cứ Luật Trò chơi dân gian số 7/2015/QH13 và Luật Chợ phiên số 8/2016/QH14.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian
1. Sửa đổi, bổ sung khoản 2 Điều 2 như sau:
“2. Người chơi được đổi lượt cho bạn cùng đội trước tiếng còi đầu tiên.”.
2. Sửa đổi, bổ sung Điều 3 như sau:
“Điều 3. Trọng tài
Trọng tài do hai làng cùng mời.”.
Điều 2. Sửa đổi, bổ sung một số điều của Luật Chợ phiên
1. Bãi bỏ điểm c khoản 1 Điều 6.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2027.
"""
UNITS: tuple[dict[str, str], ...] = (
    {"dieu": "1", "ten_dieu": "Phạm vi điều chỉnh",
     "text": "Luật này quy định về các trò chơi ở sân đình."},
    {"dieu": "2", "ten_dieu": "Người chơi", "khoan": "1",
     "text": "1. Người chơi phải đủ bảy tuổi vào ngày hội."},
    {"dieu": "2", "ten_dieu": "Người chơi", "khoan": "2", "text": "2. Người chơi được:"},
    {"dieu": "2", "ten_dieu": "Người chơi", "khoan": "2", "diem": "a",
     "text": "a) Chọn trò chơi mà mình thích nhất;"},
    {"dieu": "2", "ten_dieu": "Người chơi", "khoan": "2", "diem": "b",
     "text": "b) Nghỉ giữa hai lượt chơi liền nhau."},
    {"dieu": "3", "ten_dieu": "Trọng tài",
     "text": "1. Mỗi sân có một trọng tài do làng cử.\n2. Trọng tài thổi còi khi hết giờ chơi."},
    {"dieu": "4", "ten_dieu": "Hiệu lực thi hành",
     "text": "Luật này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2015."},
)  # fmt: skip
"""The articles of LAW as rows of a `.jsonl`; of Điều 3 two clauses stand in one row."""


def law_word(text: str = LAW) -> bytes:
    """The text in Word, a paragraph a line."""
    return of_lines(*text.strip().split("\n"))


def law_page(text: str = LAW) -> bytes:
    """The text as a saved web page, with what such pages carry along."""
    lines = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.strip().split("\n"))
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Điều 99. Tiêu đề trang</title>"
        "<style>Điều 98. p { color: red }</style></head><body>"
        f"<script>document.write('Điều 97. Không phải luật')</script>{lines}</body></html>"
    ).encode()
