"""A browser by the name that its owner knows, from what it says of itself."""

_FAMILIES = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("zalo", "Zalo"),
    ("edg", "Edge"),
    ("samsungbrowser", "Samsung Internet"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)
OTHER = "Trình duyệt khác"


def family_of(user_agent: str) -> str:
    """`Chrome, Windows`; nothing of its version."""
    said = user_agent.lower()
    family = next((name for sign, name in _FAMILIES if sign in said), OTHER)
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    return ", ".join(filter(None, (family, system)))
