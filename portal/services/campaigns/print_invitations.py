"""In batches of a hundred lines."""

from collections.abc import Sequence
from dataclasses import replace

from forms.definition.procedure import Procedure
from forms.numbers.calendar import in_both_calendars
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.campaigns.campaigns import OPEN, Campaign
from portal.services.notices.explain_letter import explain_invitation
from portal.services.notices.print_letter import Letter
from portal.services.residents.exclude_protected import hold_back
from portal.services.shared.invitation_code import grouped
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit
from portal.store.campaigns import invitations
from portal.store.campaigns.invitations import InvitationRow

PART = 100
# A batch takes two CPU seconds; a city of a million prints its letters in an hour.
PRINTED = Limit("letters printed by a member", 300, 600)
_NEEDED = "用意するもの"
_BY_PHONE = "スマートフォンで答えられます。市がわかっていることは、もう入っています。確かめて送るだけです。"
_BY_PAPER = "この手紙を持って窓口に来るか、下の電話番号に電話してください。"
_CODE_IS_YOURS = "この番号は、あなただけのものです。1回だけ使えます。ほかの人に教えないでください。"


def print_part(
    installation: Records, unit: Unit, member: Member, campaign: Campaign, part: int, *, reminder: bool = False
) -> list[Letter]:
    """`part` 1: lines 1–100. Audited. Outside a unit. Raises Conflict without an addressee."""
    after = (part - 1) * PART
    rows = invitations.of_campaign(unit, campaign.id, "silent", after=after, most=PART)
    return _letters(installation, unit, member, campaign, [row for row in rows if row.number <= after + PART], reminder)


def print_single_letter(
    installation: Records, unit: Unit, member: Member, campaign: Campaign, number: int
) -> list[Letter]:
    row = invitations.by_number(unit, campaign.id, number)
    silent = row is not None and row.state == "ready" and row.answered_by is None
    return _letters(installation, unit, member, campaign, [row] if row is not None and silent else [], reminder=False)


def _letters(
    installation: Records,
    unit: Unit,
    member: Member,
    campaign: Campaign,
    rows: Sequence[InvitationRow],
    reminder: bool,
) -> list[Letter]:
    rows = hold_back(installation.protection_key, unit, campaign, rows)
    if campaign.row.state != OPEN or campaign.expired(installation.clock.today()) or not rows:
        raise Conflict("letters")
    count(installation, unit, PRINTED, member.login)
    again = sum(row.printed > 0 for row in rows)
    detail = f"{campaign.id} lines {rows[0].number}-{rows[-1].number} letters {len(rows)} again {again}"
    write_audit(installation, unit, member.actor, "print reminders" if reminder else "print invitations", detail=detail)
    ids = [row.id for row in rows]
    invitations.count_print(unit, ids, to_micro(installation.clock.now()))
    if reminder:
        invitations.count_reminder(unit, ids)
    procedure = installation.catalogue.current(campaign.row.procedure)
    return [invitation_letter(installation, campaign, procedure, row, reminder=reminder) for row in rows]


def invitation_letter(
    installation: Basics, campaign: Campaign, procedure: Procedure, row: InvitationRow, *, reminder: bool = False
) -> Letter:
    person, code = campaign.person(row), campaign.code(row)
    today, base = installation.clock.today(), installation.settings.resident_address
    card = procedure.sign_in != "none"
    explained = explain_invitation(
        installation.city, procedure, person.language, campaign.last_day, today, with_code=bool(base)
    )
    letter = Letter(
        name=person.name,
        postal=person.postal,
        address=person.lines,
        sender=installation.city.office(procedure.duty, today),
        on=today,
        subject=f"{procedure.title}の{'ご案内（もう一度のお知らせ）' if reminder else 'ご案内'}",
        paragraphs=(
            campaign.row.purpose,
            *(("まだお返事がないので、もう一度お知らせします。行きちがいのときは、お許しください。",) if reminder else ()),
            _BY_PHONE,
        ),
        facts=(
            ("いつまで", in_both_calendars(campaign.last_day)),
            (_NEEDED, "マイナンバーカードと暗証番号" if card else "この手紙だけ"),
            ("整理番号", person.reference),
        ),
        code_title="あなたの番号",
        code=grouped(code),
        link=f"{base}/invited/{code}",
        link_words=f"カメラでQRコードを読みとり、生年月日を入れてください。カメラがないときは、{base}/invited をひらいて、番号と生年月日を入れてください。",
        after=(
            _CODE_IS_YOURS,
            "紙で出したいとき、心あたりのないときは、下の電話番号に電話してください。",
        ),
        explained=explained,
    )  # fmt: skip
    return letter if base else _without_code(letter)


def _without_code(letter: Letter) -> Letter:
    # Where residents reach no page.
    return replace(
        letter,
        paragraphs=tuple(_BY_PAPER if words == _BY_PHONE else words for words in letter.paragraphs),
        facts=tuple(fact for fact in letter.facts if fact[0] != _NEEDED),
        after=tuple(words for words in letter.after if words != _CODE_IS_YOURS),
        code_title="", code="", link="", link_words="",
    )  # fmt: skip
