"""Authors and publishers, and a definition that they write."""

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.begin_draft import begin_new, source_of
from portal.services.workshop.check_texts import Checked, check_texts
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.publish_release import ask_release
from portal.services.workshop.save_text import save_text
from portal.services.workshop.sign_lines import Sheet, sign_lines, write_lines
from portal.store.procedures import definitions
from tests.portal.world import add_member

DUTY, ELSEWHERE, NAME = "roads", "housing", "guardrail"
TEXT = """\
format: 1
procedure: guardrail
version: 1
kind: report
title: ガードレールの通報
kana: ガードレールノツウホウ
summary: こわれたガードレールを知らせます。
duty: roads
law: {text: 見本市道路要綱, certainty: assumed}
fee: {text: 無料, certainty: law}
who: {online: [anyone], counter: [anyone]}
identity: {sign_in: none}
keep: {years: 1, from: 受け付けた年度の次の4月1日, then: delete, certainty: law}
steps:
  - step: 場所
    id: place
    ask:
      - {id: spot, type: text, label: 目じるし, max: 40}
      # この行の注は、住民には見えない
      - {id: bent, type: yes_no, label: 曲がっていますか, required: false}
scenarios:
  - name: 場所だけ
    today: 2026-11-20
    answers: {spot: 見本橋}
    expect: {complete: true}
  - name: 場所がない
    today: 2026-11-20
    answers: {bent: true}
    expect: {complete: false}
"""


def author(installation: Installation, login: str = "author", duty: str = DUTY) -> Member:
    return add_member(installation, login, ("author", duty))


def publisher(installation: Installation, login: str = "publisher", duty: str = DUTY) -> Member:
    return add_member(installation, login, ("publisher", duty))


def begin(installation: Installation, member: Member, text: str = TEXT) -> int:
    source = source_of(installation, "")
    with installation.database.write() as unit:
        begun = begin_new(installation, unit, member, NAME, DUTY, source)
        assert begun.problem == ""
        unit.commit()
    save(installation, member, begun.draft_id, text)
    return begun.draft_id


def save(installation: Installation, member: Member, draft_id: int, text: str, part: str = "") -> int:
    with installation.database.write() as unit:
        read = open_draft(unit, member, draft_id).row.revision
        revision = save_text(installation, unit, member, draft_id, part, text, read).revision
        unit.commit()
    return revision


def opened(installation: Installation, member: Member, draft_id: int) -> OpenedDraft:
    with installation.database.read() as unit:
        return open_draft(unit, member, draft_id)


def checked(installation: Installation, member: Member, draft_id: int) -> tuple[OpenedDraft, Checked, Sheet]:
    draft = opened(installation, member, draft_id)
    result = check_texts(installation, draft.row.procedure, draft.row.duty, draft.texts)
    assert result.procedure is not None, result.complaints
    return draft, result, write_lines(installation, result.procedure, None)


def sign(installation: Installation, member: Member, draft_id: int) -> int:
    _, _, sheet = checked(installation, member, draft_id)
    marks = {mark.hex() for _, lines in sheet for mark, _, _ in lines}
    with installation.database.write() as unit:
        count = sign_lines(installation, unit, member, draft_id, sheet, marks)
        unit.commit()
    return count


def ask(installation: Installation, member: Member, draft_id: int, from_at: int = 0) -> str:
    draft, result, sheet = checked(installation, member, draft_id)
    with installation.database.write() as unit:
        obstacle = ask_release(installation, unit, member, draft_id, draft.row.revision, result, sheet, from_at)
        unit.commit()
    return obstacle


def in_force(installation: Installation) -> tuple[int, str] | None:
    """(version, origin)."""
    with installation.database.read() as unit:
        row = definitions.newest_of(unit, NAME)
    return None if row is None else (row.version, row.origin)
