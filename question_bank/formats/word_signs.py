"""Signs that Word keeps by a font and a number, and raised digits, as letters of their own."""

_SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x40) if code not in (0x22, 0x24, 0x27, 0x2A, 0x2D)},
    **dict(zip(range(0x61, 0x6A), "αβχδεφγηι", strict=True)),
    **{0x2A: "∗", 0x2D: "−", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x6C: "λ", 0x6D: "μ", 0x70: "π"},
    **{0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥"},
    **{0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xC6: "∅", 0xC7: "∩"},
    **{0xC8: "∪", 0xCC: "⊂", 0xCE: "∈", 0xCF: "∉", 0xD6: "√", 0xDB: "⇔", 0xDE: "⇒", 0xE5: "∑"},
}
_WINGDINGS = {
    **{0x6C: "●", 0x6E: "■", 0x6F: "□", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: "□"},
    **{0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_RAISED = {
    "superscript": dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "subscript": dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}


def sign_of(font: str, code: str) -> str:
    """The letter that a `w:sym` shows; "" where it is none that we know. `code` is hexadecimal,
    with or without the private area that Word puts signs of a font into.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    signs = _FONTS.get(font.strip().lower())
    if signs is not None:
        return signs.get(number & 0xFF, "") if number < 0x100 or number >> 8 == 0xF0 else ""
    letter = chr(number) if 0x20 <= number < 0xD800 else ""
    return letter if letter.isprintable() else ""


def raised(text: str, how: str) -> str | None:
    """`3` as superscript -> `³`; None where a character has no such form."""
    forms = _RAISED.get(how, {})
    letters = [forms.get(letter, letter if letter.isspace() else "") for letter in text]
    return "".join(letters) if all(letters) else None
