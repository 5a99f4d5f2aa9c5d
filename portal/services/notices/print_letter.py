import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from typing import Any

from forms.city.city import City, Office
from forms.numbers.calendar import in_both_calendars
from portal.clock import TOKYO
from portal.services.notices.explain_letter import Explanation
from portal.services.notices.notice_text import NoticeText
from portal.services.paper.find_fonts import faces
from portal.services.paper.fit_glyphs import Fitting
from portal.services.paper.typeset import Paper, typeset

_QUIET = 4  # quiet zone around a QR code, in modules (JIS X 0510)
_QR_WIDTH = 28.0  # mm without the quiet zone; shaking hands and old cameras need at least 25
_SHEET = (210.0, 297.0)


@dataclass(frozen=True)
class Envelope:
    """In mm, upright, flap away."""

    name: str
    inner: tuple[float, float]  # width, height
    window: tuple[float, float, float, float]  # left, top, width, height
    folds: int  # parts of the sheet

    @property
    def play(self) -> tuple[float, float]:
        return max(0.0, self.inner[0] - _SHEET[0]), max(0.0, self.inner[1] - _SHEET[1] / self.folds)

    @property
    def block(self) -> tuple[float, float, float, float]:
        """Left, top, width, height visible in any position."""
        left, top, width, height = self.window
        across, down = self.play
        return left, top, width - across, height - down

    @property
    def clear(self) -> tuple[float, float]:
        """Right and lower edge visible in some position: only the address may be there."""
        left, top, width, height = self.window
        return left + width, top + height

    @property
    def marks(self) -> list[float]:
        return [round(_SHEET[1] / self.folds * number, 1) for number in range(1, self.folds)]


# 長形3号 is 120 × 235 mm; most makers cut this window.
LONG_3 = Envelope("長形3号（窓付き）", (233.0, 118.0), (20.0, 13.0, 95.0, 47.0), 3)


@dataclass(frozen=True)
class Letter:
    """`name` without 様; `code` is grouped; `link`: of the QR code, without personal data; `slip`: (question, reason) on
    a sheet to fill in; `pdf`: the core system's paper instead."""

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
    organisation: bool = field(default=False, kw_only=True)  # 御中 instead of 様
    representative: str = field(default="", kw_only=True)  # 法定代理人, below the name
    number: str = field(default="", kw_only=True)  # 文書番号
    slip: Sequence[tuple[str, str]] = field(default=(), kw_only=True)
    slip_facts: Sequence[tuple[str, str]] = field(default=(), kw_only=True)
    notice: NoticeText | None = field(default=None, kw_only=True)  # instead of `paragraphs` and `facts`
    pdf: bytes = field(default=b"", kw_only=True)
    explained: Explanation | None = field(
        default=None, kw_only=True
    )  # on a sheet behind it; of a `pdf`: all that is typeset


def print_letter(city: City, letters: Sequence[Letter]) -> bytes:
    """A4, tagged, reproducible."""
    return set_letters(city, letters).pdf


def set_letters(city: City, letters: Sequence[Letter], envelope: Envelope = LONG_3) -> Paper:
    """With characters that no font has: 〓 in a name needs a person."""
    made = datetime.combine(max(letter.on for letter in letters), time.min, TOKYO)
    return typeset("letter", letters_content(city, letters, envelope), made)


def letters_content(city: City, letters: Sequence[Letter], envelope: Envelope) -> dict[str, Any]:
    subjects = {letter.subject for letter in letters}
    left, top, width, height = envelope.block
    return {
        "title": subjects.pop() if len(subjects) == 1 else "手紙",  # no file property may hold the recipient's name
        "city": city.name,
        "hours": city.hours,
        "post_to": city.post_to,
        "envelope": {
            "name": envelope.name, "left": left, "top": top, "width": width, "height": height, "marks": envelope.marks,
            "clear_right": envelope.clear[0], "clear_bottom": envelope.clear[1],
        },
        "seals": _seals(city, letters),
        "letters": [_letter(letter) for letter in letters],
    }  # fmt: skip


def _seals(city: City, letters: Sequence[Letter]) -> dict[str, Any]:
    # Each 公印 once for all letters. A missing file prints （公印省略）.
    names = {letter.sender.seal for letter in letters if letter.sender.seal}
    files = {name: city.folder / name for name in sorted(names)}
    return {
        name: {"format": file.suffix[1:], "bytes": list(file.read_bytes())}
        for name, file in files.items()
        if file.is_file()
    }


def _letter(letter: Letter) -> Mapping[str, Any]:
    return {
        "name": letter.name,
        "honorific": "御中" if letter.organisation else "様",
        "representative": by_representative(letter.representative),
        "postal": f"〒{letter.postal[:3]}-{letter.postal[3:]}" if letter.postal else "",
        "address": [line for line in letter.address if line],
        "office": {
            "authority": letter.sender.authority, "name": letter.sender.office, "place": letter.sender.place,
            "telephone": letter.sender.telephone, "fax": letter.sender.fax, "mail": letter.sender.mail,
            "seal": letter.sender.seal,
        },
        "notice": letter.notice and asdict(letter.notice),
        "day": in_both_calendars(letter.on),
        "number": letter.number,
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "facts": [list(fact) for fact in letter.facts],
        "code": {"title": letter.code_title, "signs": letter.code},
        "qr": qr(letter.link) if letter.link else None,
        "link_words": letter.link_words,
        "after": list(letter.after),
        "only_explained": bool(letter.pdf),
        "explained": _drawable(letter.explained),
        "slip": {
            "facts": [list(fact) for fact in letter.slip_facts], "asked": [list(asked) for asked in letter.slip],
        },
    }  # fmt: skip


def by_representative(name: str) -> str:
    return f"法定代理人　{name}" if name else ""


def _drawable(explained: Explanation | None) -> Mapping[str, Any] | None:
    # None where no font here has the letters of the language: a sheet of 〓 explains nothing.
    if explained is None:
        return None
    fitting, content = Fitting(faces()), asdict(explained)
    fitting.fit(content)
    return None if fitting.missing else content


def qr(link: str) -> Mapping[str, Any]:
    """Level M; `width` in mm."""
    import segno  # noqa: PLC0415 - jobs of all rooms import this module, and few print letters

    code = segno.make(link, error="m", micro=False, boost_error=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=_QUIET, xmldecl=False, scale=1, svgclass=None, lineclass=None)
    across = code.symbol_size(border=0)[0]
    return {"svg": drawn.getvalue().decode(), "width": round(_QR_WIDTH * (across + 2 * _QUIET) / across, 2)}
