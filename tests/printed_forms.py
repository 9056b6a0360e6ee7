"""A page's form as a browser would send it untouched: what a save without a change posts."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, list[str]] = {}
        self._area = self._select = ""
        self._first = True

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = had.get("action") == self.action
        if not self.inside:
            return
        name, kind = had.get("name", ""), had.get("type", "text")
        if tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in had):
            self.fields.setdefault(name, []).append(had.get("value", ""))
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "option" and self._select:
            if self._first or "selected" in had:
                self.fields[self._select] = [had.get("value", "")]
            self._first = False
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data


def printed_form(page: str, action: str) -> dict[str, list[str]]:
    """Field -> values of the form that posts to `action`; buttons are left out."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"no form posts to {action}"
    return form.fields
