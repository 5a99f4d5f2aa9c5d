"""From draft to version in force (D255)."""

from forms.definition.procedure import Procedure
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.workshop.begin_draft import BEGINNINGS, beginning_words
from portal.services.workshop.check_texts import Checked
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.sign_lines import Sheet, open_marks
from portal.store.procedures import definitions
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.workshop import definition_drafts, definition_releases
from portal.store.workshop.definition_drafts import PUBLISHED
from portal.store.workshop.definition_releases import APPROVED, ASKED, DONE, OVERTAKEN, REFUSED, WITHDRAWN, ReleaseRow

UNSOUND, UNWRITTEN, UNSIGNED, SAME, VERSION = "unsound", "unwritten", "unsigned", "same", "version"
DUTY, PAST = "duty", "past"


def obstacles(installation: Basics, unit: Unit, draft: OpenedDraft, checked: Checked, sheet: Sheet) -> list[str]:
    # Why the draft cannot be handed in.
    procedure = checked.procedure
    if procedure is None or not checked.sound:
        return [UNSOUND]
    reasons = []
    if draft.in_force is not None:
        if draft.in_force.meaning == procedure.meaning and draft.in_force.canonical == procedure.canonical:
            return [SAME]
        if installation.catalogue.version(unit, draft.in_force.meaning).duty != draft.row.duty:
            reasons.append(DUTY)
    if not version_is_free(draft.versions, procedure.version, procedure.meaning):
        reasons.append(VERSION)
    if not is_written(procedure):
        reasons.append(UNWRITTEN)
    if open_marks(unit, procedure.id, sheet):
        reasons.append(UNSIGNED)
    return reasons


def is_written(procedure: Procedure) -> bool:
    # Not as the smallest definition has it, and the reading is that of the title, not of the beginning's.
    written = {procedure.title, procedure.kana, procedure.summary, procedure.law.text}
    readings = {(words := beginning_words(name))["kana"]: words["title"] for name in BEGINNINGS}
    return not written & set(beginning_words().values()) and readings.get(procedure.kana) in (None, procedure.title)


def version_is_free(versions: tuple[DefinitionRow, ...], version: int, meaning: str) -> bool:
    # A version number has one meaning and only grows.
    if any(row.version == version and row.meaning != meaning for row in versions):
        return False
    return not versions or version >= versions[0].version


def ask_release(
    installation: Basics, unit: Unit, member: Member, draft_id: int, read: int, checked: Checked, sheet: Sheet, from_at: int
) -> str:  # fmt: skip
    # `read`: the revision that was checked. Returns an obstacle, or "". Raises Conflict if the text changed.
    draft = open_draft(unit, member, draft_id, "write procedures")
    if not draft.open or draft.row.revision != read:
        raise Conflict("definition draft")
    reasons = obstacles(installation, unit, draft, checked, sheet)
    now = to_micro(installation.clock.now())
    if 0 < from_at <= now:
        reasons.append(PAST)
    if reasons or checked.procedure is None:
        return reasons[0]
    procedure = checked.procedure
    replaces = draft.in_force.meaning if draft.in_force is not None else ""
    release = ReleaseRow(
        0, draft.row.id, draft.row.revision, procedure.id, draft.row.duty, procedure.version, procedure.meaning,
        procedure.canonical, replaces, ASKED, from_at, member.id, now,
    )  # fmt: skip
    definition_releases.add(unit, release)
    _audit(installation, unit, member.actor, "ask to publish", release)
    return ""


def withdraw_release(installation: Basics, unit: Unit, member: Member, release_id: int) -> None:
    # Also an approved one whose time has not come. Raises Conflict.
    release = _release(unit, member, release_id)
    if not member.may("make procedures", release.duty):
        raise NotAllowed("make procedures")
    if release.state not in (ASKED, APPROVED) or not definition_releases.move(
        unit, release_id, release.state, WITHDRAWN
    ):
        raise Conflict("release")
    _audit(installation, unit, member.actor, "withdraw publishing", release)


def refuse_release(installation: Basics, unit: Unit, member: Member, release_id: int, words: str) -> None:
    release = _to_decide(unit, member, release_id)
    if not definition_releases.decide(
        unit, release_id, REFUSED, by=member.id, now=to_micro(installation.clock.now()), words=words
    ):
        raise Conflict("release")
    _audit(installation, unit, member.actor, "refuse publishing", release)


def approve_release(installation: Basics, unit: Unit, member: Member, release_id: int) -> str:
    # DONE: in force; APPROVED: at its time; or OVERTAKEN. Raises NotAllowed for who wrote or handed in, Conflict.
    release, now = _to_decide(unit, member, release_id), to_micro(installation.clock.now())
    if not definition_releases.decide(unit, release_id, APPROVED, by=member.id, now=now):
        raise Conflict("release")
    _audit(installation, unit, member.actor, "approve publishing", release)
    if release.from_at > now:
        return APPROVED
    return DONE if offer_release(installation, unit, member.actor, release) else OVERTAKEN


def offer_release(installation: Basics, unit: Unit, actor: Actor, release: ReleaseRow) -> bool:
    # False: another version was published since it was handed in; it is not offered.
    versions = tuple(definitions.of_procedure(unit, release.procedure))
    in_force = versions[0].meaning if versions else ""
    if in_force != release.replaces or not version_is_free(versions, release.version, release.meaning):
        definition_releases.move(unit, release.id, APPROVED, OVERTAKEN)
        return False
    if not definition_releases.move(unit, release.id, APPROVED, DONE):
        return False
    now = to_micro(installation.clock.now())
    # Signed, in demo and test too: no draft with an open line is handed in.
    row = DefinitionRow(
        release.meaning, release.procedure, release.version, release.canonical, now, WORKSHOP, signed=True
    )  # fmt: skip
    definitions.add(unit, row)
    definition_drafts.settle(unit, release.draft_id, PUBLISHED)
    _audit(installation, unit, actor, "publish procedure", release)
    return True


def may_decide(unit: Unit, member: Member, release: ReleaseRow) -> bool:
    # Never one's own.
    writers = definition_drafts.writers(unit, release.draft_id)
    return member.may("publish procedures", release.duty) and member.id not in {*writers, release.asked_by}


def _to_decide(unit: Unit, member: Member, release_id: int) -> ReleaseRow:
    release = _release(unit, member, release_id)
    if not may_decide(unit, member, release):
        raise NotAllowed("publish procedures")
    return release


def _release(unit: Unit, member: Member, release_id: int) -> ReleaseRow:
    release = definition_releases.by_id(unit, release_id)
    if release is None or not member.may("make procedures", release.duty):
        raise NotFound("release")
    return release


def _audit(installation: Basics, unit: Unit, actor: Actor, action: str, release: ReleaseRow) -> None:
    when = f" from {from_micro(release.from_at).isoformat()}" if release.from_at else ""
    detail = f"{release.procedure} {release.version} draft {release.draft_id} {release.meaning[:12]}{when}"
    write_audit(installation, unit, actor, action, detail=detail)
