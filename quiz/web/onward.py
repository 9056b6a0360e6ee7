"""Where somebody wanted to go who had to enter first: only our own pages, by their exact shape."""

import re

_PAGES = re.compile(r"/rounds(?:/[1-9][0-9]{0,9})?|/attempts/[1-9][0-9]{0,9}(?:/receipt|/paper)?")
HOME = "/rounds"


def onward(wanted: str) -> str:
    """The page that was asked for, empty where it is none of a contestant's pages. What is not
    exactly such a path (`//evil`, a scheme, a line end, an encoded slash) is none."""
    return wanted if _PAGES.fullmatch(wanted) else ""
