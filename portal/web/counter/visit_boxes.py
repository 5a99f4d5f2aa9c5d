"""Numbers of papers are never kept."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.mistakes import Mistake
from portal.services.counter.visits import CAME, Visit, Words, has_number
from portal.services.shared.installation import Installation
from portal.web.filing.own_questions import own_question, own_view, wrong
from portal.web.shared.field_view import FieldView
from portal.web.shared.posting import Posted, first

TICKET, CAME_AS, NAME, ABOUT = "visit-ticket", "visit-came", "visit-name", "visit-about"
CAME_KNOWN = "visit-came-known"  # the default selected without a choice on the posted page
PAPERS, NOTE, HANDED = "visit-papers", "visit-note", "visit-handed"
ADD, COLLEAGUE = "visit-add", "visit-colleague"
_MOST = {TICKET: 12, NAME: 60, ABOUT: 60, NOTE: 60, HANDED: 200}
_LABELS = {
    TICKET: "番号札", NAME: "来た人の氏名", ABOUT: "だれのために来たか", NOTE: "本人確認のメモ", HANDED: "引き継ぎのことば",
}  # fmt: skip
_HELP = {
    CAME_AS: "はじめは「本人」です。ほかの人が来たときだけ、選びます。", ABOUT: "本人のためなら、空けておきます。", NOTE: "免許証や資格確認書の番号は書きません。", HANDED: "次に見る職員に。番号は書きません。",
}  # fmt: skip
_NUMBER = "番号は書かないでください（数字が7つ以上続いています）。見た書類の番号は残しません。"


@dataclass(frozen=True)
class Typed:
    ticket: str
    words: Words
    mistakes: Mapping[str, tuple[Mistake, ...]]
    boxes: Posted


def read_visit(installation: Installation, visit: Visit, posted: Posted) -> Typed:
    """An invalid input leaves the stored value."""
    current = {
        TICKET: visit.row.ticket, NAME: visit.words.name, ABOUT: visit.words.about, NOTE: visit.words.note,
        HANDED: visit.words.handed,
    }  # fmt: skip
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for name, most in _MOST.items():
        text = unicodedata.normalize("NFC", first(posted, name)).strip() if name in posted else current[name]
        problem = _wrong(name, text, most)
        if problem:
            mistakes[name] = (wrong(problem),)
        else:
            current[name] = text
    known = [row.id for row in installation.city.identity.on(installation.clock.today())]
    pressed = first(posted, CAME_AS) if CAME_AS in posted else None
    came, came_by = visit.words.choose_role(
        pressed if pressed is None or pressed in CAME else "", first(posted, CAME_KNOWN), current[ABOUT]
    )
    words = Words(
        came, current[NAME], current[ABOUT],
        tuple(name for name in known if name in posted.get(PAPERS, ())), current[NOTE], current[HANDED],
        next((procedure.id for procedure in installation.catalogue.all() if procedure.id == first(posted, ADD)), ""), digest(posted), came_by,
    )  # fmt: skip
    # A replaced default is not shown as selected, or a second post would count it as chosen.
    return Typed(current[TICKET], words, mistakes, {**posted, CAME_AS: [came]})


def _wrong(name: str, text: str, most: int) -> str:
    if has_number(text):
        return _NUMBER
    if len(text) > most or any(unicodedata.category(character) == "Cc" for character in text):
        return f"「{_LABELS[name]}」は、{most}字までの1行にしてください。"
    return ""


def digest(posted: Posted) -> str:
    return hashlib.sha256(json.dumps(sorted(posted.items())).encode()).hexdigest()


def stored_boxes(visit: Visit, by_card: str = "") -> Posted:
    """Offers a card's name if none is entered."""
    words = visit.words
    return {
        TICKET: [visit.row.ticket], CAME_AS: [words.came], NAME: [words.name or by_card], ABOUT: [words.about],
        PAPERS: list(words.papers), NOTE: [words.note], HANDED: [words.handed],
        ADD: [words.adding],
    }  # fmt: skip


def visit_views(
    installation: Installation, boxes: Posted, mistakes: Mapping[str, tuple[Mistake, ...]] = {}, *, lacking: bool = False
) -> dict[str, FieldView]:  # fmt: skip
    papers = {row.id: row.title for row in installation.city.identity.on(installation.clock.today())}
    questions = [
        own_question(name, "text", label, help=_HELP.get(name, ""), settings={"max": _MOST[name]})
        for name, label in _LABELS.items()
    ]
    questions.append(own_question(CAME_AS, "choice", "来た人", help=_HELP[CAME_AS], settings={"options": CAME}))
    if papers:
        questions.append(own_question(PAPERS, "multiple_choice", "見た書類", settings={"options": papers}))
    views = {
        question.id.removeprefix("visit-"): own_view(
            installation, "ja", question, boxes, mistakes.get(question.id, ()), required=False
        )
        for question in questions
    }
    # What the identity of the visitor still lacks is not optional, though the page is saved without it.
    return views | (
        {"papers": replace(views["papers"], mark="登録までに必要")} if lacking and "papers" in views else {}
    )
