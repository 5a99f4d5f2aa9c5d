"""Where a page of staff, as it is served, leaves the keyboard after an act."""

import re
from html.parser import HTMLParser

_HEADING = re.compile(r"<h1[ >]")
_FOCUS = re.compile(r"\sautofocus(?=[ >])")
# The summary of mistakes, or a notice of them; a form that leads through its boxes goes to the first to mend (staff.js).
_AT_WRONG = re.compile(r'id="error-summary"|<section class="notice[^"]* tone-error" role=|<form [^>]*data-enter-next')
_AT_WRONG_BOX = re.compile(r'<[^>]*aria-invalid="true"[^>]* autofocus[ >]')
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))


def astray(page: str, part: str = "", *, refused: bool = False) -> list[str]:
    """What `static/js/after_act.js` would stumble over; `part`: of the address that the act led to; `refused`: what was
    typed is wrong, and the page says what.
    """
    if not is_of_staff(page):
        return []
    main = page[page.index("<main") : page.index("</main>")]
    focus = [match.end() for match in _FOCUS.finditer(main)]
    parts = [match.end() for match in re.finditer(rf'\sid="{re.escape(part)}"', main)] if part and not focus else []
    around = main[: main.find("<", max(focus + parts, default=0)) % (len(main) + 1)]  # what follows hides nothing
    wrong = [] if len(_HEADING.findall(main)) == 1 else ["not one heading"]
    if len(focus) > 1:
        wrong.append("several places ask for the focus")
    if focus:
        wrong += [f"the focus goes to what is hidden: {line}" for line in hidden(around, "autofocus", None)]
    elif parts:
        wrong += [f"#{part} is hidden" for _ in hidden(around, "id", part)]
    elif part:
        wrong.append(f"nothing is #{part}")
    if refused and not (_AT_WRONG_BOX if focus else _AT_WRONG).search(main):
        wrong.append("the focus is not at what is wrong")
    return wrong


def is_of_staff(page: str) -> bool:
    return '<body class="staff"' in page


def hidden(main: str, name: str, value: str | None) -> list[str]:
    """The elements with this attribute that are in a fold that is shut, or not shown at all."""
    reader = _Reader(name, value)
    reader.feed(main)
    return reader.hidden


class _Reader(HTMLParser):
    def __init__(self, name: str, value: str | None) -> None:
        super().__init__()
        self._wanted, self._around = (name, value), list[tuple[str, bool]]()
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        shut = "hidden" in names or names.get("type") == "hidden" or "disabled" in names
        inside = [*(name for name, _ in self._around), tag]
        shut_around = (  # the words of a fold that is shut are seen
            is_shut and (name, inside[place + 1]) != ("details", "summary")
            for place, (name, is_shut) in enumerate(self._around)
        )  # fmt: skip
        if self._wanted in attributes and (shut or any(shut_around)):
            self.hidden.append(f"{tag} {names.get('id') or names.get('name')}")
        if tag not in _VOID:
            self._around.append((tag, shut or (tag in ("details", "dialog") and "open" not in names)))

    def handle_endtag(self, tag: str) -> None:
        while tag in (name for name, _ in self._around):
            if self._around.pop()[0] == tag:
                break
