"""How Excel shows numbers: which number formats make another text of a number than we read."""

import re

from question_bank.formats.package import Package, attribute, child

_STYLES = "xl/styles.xml"
_BUILT_IN = {
    **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 16: "d-mmm", 17: "mmm-yy"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss"},
    **{46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0"},
}
_SIGNS = re.compile(r"%|\?/|E[+-]|^0{2,}|[hs]|m{3}", re.IGNORECASE)
_WORD = re.compile(r'"[^"]*\w[^"]*"')
_ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def told_otherwise(package: Package) -> dict[str, str]:
    """Number of a cell's style -> its number format, of those in which people see something else
    than the number: 50% for 0.5, 007 for 7, a time, a day without its year, a word beside it.
    """
    styles = package.xml(next((one for one in package.members if one.lower() == _STYLES), ""))
    custom = {
        attribute(one, "numFmtId"): attribute(one, "formatCode")
        for one in child(styles, "numFmts") or ()
    }
    formats = {str(number): code for number, code in _BUILT_IN.items()} | custom
    codes = (formats.get(attribute(one, "numFmtId"), "") for one in child(styles, "cellXfs") or ())
    return {str(place): code for place, code in enumerate(codes) if _is_other(code)}


def _is_other(code: str) -> bool:
    bare = _ASIDE.sub("", code)
    days = {letter for letter in "dmy" if letter in bare.lower()}
    return bool(_WORD.search(code) or _SIGNS.search(bare)) or len(days) in (1, 2)
