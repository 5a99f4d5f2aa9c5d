"""Letters for window envelopes: many in one PDF, each on a sheet of its own, with code and QR where the reader goes on
by phone. Knows no case and no campaign: whoever writes says the words."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import segno

from forms.city import Office
from portal.clock import TOKYO
from portal.services.installation import Installation
from portal.services.print_form import written_day
from portal.services.typeset import Paper, typeset

_QUIET = 4  # modules around a QR code in which nothing may stand (JIS X 0510)
_QR_WIDTH = 28.0  # mm without the quiet zone; hands that shake and old cameras want 25 and more
_SHEET = (210.0, 297.0)


@dataclass(frozen=True)
class Envelope:
    """An envelope with a window, in mm, held upright with the flap away. `inner`: width and height; `window`: left, top,
    width, height; `folds`: how many pieces the sheet is folded into."""

    name: str
    inner: tuple[float, float]
    window: tuple[float, float, float, float]
    folds: int

    @property
    def play(self) -> tuple[float, float]:
        """How far the folded sheet can slide in it."""
        return max(0.0, self.inner[0] - _SHEET[0]), max(0.0, self.inner[1] - _SHEET[1] / self.folds)

    @property
    def block(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is seen through the window however the sheet slides."""
        left, top, width, height = self.window
        across, down = self.play
        return left, top, width - across, height - down

    @property
    def clear(self) -> tuple[float, float]:
        """Right and lower edge of what can be seen at all: nothing but the address may stand within."""
        left, top, width, height = self.window
        return left + width, top + height

    @property
    def marks(self) -> list[float]:
        """Where to fold, from the top."""
        return [round(_SHEET[1] / self.folds * number, 1) for number in range(1, self.folds)]


# 長形3号 is 120 × 235; the window as most makers cut it.
LONG_3 = Envelope("長形3号（窓付き）", (233.0, 118.0), (20.0, 13.0, 95.0, 47.0), 3)


@dataclass(frozen=True)
class Letter:
    """One letter to one person. `name` without 様; `address` line by line, as the post wants it; `sender`: the office that
    writes and answers the telephone. `facts`: label and value, set out below the words. `code` as it is to be read, in
    groups; `link`: what the QR code opens, without personal data; `link_words`: how to get there by typing. `slip`: what is asked, and why,
    on a sheet of its own to be filled in by hand and sent back, with `slip_facts` above."""

    name: str
    postal: str
    address: Sequence[str]
    sender: Office
    on: date
    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    code_title: str = ""
    code: str = ""
    link: str = ""
    link_words: str = ""
    after: Sequence[str] = ()
    number: str = field(default="", kw_only=True)  # 文書番号
    slip: Sequence[tuple[str, str]] = field(default=(), kw_only=True)
    slip_facts: Sequence[tuple[str, str]] = field(default=(), kw_only=True)


def print_letter(installation: Installation, letters: Sequence[Letter], envelope: Envelope = LONG_3) -> bytes:
    """A4, tagged, one sheet or more a letter. The same letters give the same bytes."""
    return set_letters(installation, letters, envelope).pdf


def set_letters(installation: Installation, letters: Sequence[Letter], envelope: Envelope = LONG_3) -> Paper:
    """As `print_letter`, and which signs no typeface here draws: 〓 in a name is for a person to mend."""
    made = datetime.combine(max(letter.on for letter in letters), time.min, TOKYO)
    return typeset("letter", letters_content(installation, letters, envelope), made)


def letters_content(installation: Installation, letters: Sequence[Letter], envelope: Envelope) -> dict[str, Any]:
    subjects = {letter.subject for letter in letters}
    left, top, width, height = envelope.block
    return {
        "title": subjects.pop() if len(subjects) == 1 else "手紙",  # the reader's name stands in no property of the file
        "city": installation.city.name,
        "hours": installation.city.hours,
        "envelope": {
            "name": envelope.name, "left": left, "top": top, "width": width, "height": height, "marks": envelope.marks,
            "clear_right": envelope.clear[0], "clear_bottom": envelope.clear[1],
        },
        "letters": [_letter(letter) for letter in letters],
    }  # fmt: skip


def _letter(letter: Letter) -> Mapping[str, Any]:
    return {
        "name": letter.name,
        "postal": f"〒{letter.postal[:3]}-{letter.postal[3:]}" if letter.postal else "",
        "address": [line for line in letter.address if line],
        "office": {
            "authority": letter.sender.authority, "name": letter.sender.office, "place": letter.sender.place,
            "telephone": letter.sender.telephone,
        },
        "day": written_day(letter.on),
        "number": letter.number,
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "facts": [list(fact) for fact in letter.facts],
        "code": {"title": letter.code_title, "signs": letter.code},
        "qr": qr(letter.link) if letter.link else None,
        "link_words": letter.link_words,
        "after": list(letter.after),
        "slip": {
            "facts": [list(fact) for fact in letter.slip_facts], "asked": [list(asked) for asked in letter.slip],
        },
    }  # fmt: skip


def qr(link: str) -> Mapping[str, Any]:
    """Level M. `width` in mm, so that what is inside the quiet zone has its size."""
    code = segno.make(link, error="m", micro=False, boost_error=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=_QUIET, xmldecl=False, scale=1, svgclass=None, lineclass=None)
    across = code.symbol_size(border=0)[0]
    return {"svg": drawn.getvalue().decode(), "width": round(_QR_WIDTH * (across + 2 * _QUIET) / across, 2)}
