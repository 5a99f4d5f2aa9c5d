"""With their procedure version and owner checked."""

import hmac
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.answers import TAKEN, Answers, canonical
from forms.definition.linked import linked
from forms.definition.procedure import Procedure
from forms.definition.sharing import Together
from forms.path.environment import Environment, KeptFile
from forms.path.filer import CAME, SELF
from forms.path.path import Path, walk
from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.config import Settings
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.files.keep_file import Shelf, shelf_of, with_stored_files
from portal.services.files.keep_numbers import drop_unnamed, keep_numbers
from portal.services.filing.helped_part import helped_part
from portal.services.filing.version_changes import NOTHING, VersionChanges
from portal.services.filing.visit_facts import sources_at_visit
from portal.services.residents.protect import locating_fields
from portal.services.shared.catalogue import demand_whole
from portal.services.shared.free_places import NOTHING as ALL_FREE
from portal.services.shared.free_places import Booked, booked_of, resources_of, slot_of, won_by
from portal.services.shared.known_sources import AT_COUNTER, BUNDLE, CARD, CHAIN, NOTHING_KNOWN, KnownFacts, Source
from portal.services.shared.needs import Basics, HasNumberKeys, Records
from portal.services.shared.rights import Member
from portal.services.shared.sessions import WRITE, Session, is_stale
from portal.services.shared.visit_part import VisitPart, part_of_visit
from portal.store.bundles import bundles
from portal.store.counter import blank_forms
from portal.store.files.attachments import Holder
from portal.store.filing import draft_codes, drafts
from portal.store.filing.draft_codes import WHOLE
from portal.store.filing.drafts import DraftRow
from portal.store.residents import draft_sources
from portal.store.residents.draft_sources import SourceRow
from portal.store.staff import disasters
from portal.store.together import together

OWNER = "owner"
MARK = "read"  # name of the hidden field with the mark of the answers shown
Beside = Callable[[Unit, Session], None]


@dataclass(frozen=True)
class Draft:
    row: DraftRow
    procedure: Procedure
    answers: Answers
    seen: frozenset[str]  # ids of pages sent
    sealer: Sealer
    shelf: Shelf
    brought: VersionChanges = NOTHING  # what the owner is to see of a move to a newer version
    booked: Booked = ALL_FREE  # places left
    access: str = OWNER  # `owner`, or the right of a code
    acting: str = ""  # the helper
    allowed: frozenset[str] = frozenset()  # steps for the helper
    helped: Mapping[str, str] = field(default_factory=dict)  # authors, by question, of answers unread by the owner
    kept_by_code: bool = False  # the owner can return by a code
    known: KnownFacts = NOTHING_KNOWN  # only for the signed-in owner
    bundle: str = ""
    parts: tuple["Draft", ...] = ()  # of the bundle, in order, each opened on its own
    visit: VisitPart | None = None
    sheet: int = 0  # number of the blank form, or 0
    present: tuple[str, str] | None = None  # (asked, agreed or proposed, name) of a clerk who looks on
    disaster: bool = False
    stored: bool = True  # False for what arrives complete, without a row
    withheld: bool = False  # addresses are hidden from this clerk
    invited: bool = True  # it may answer a letter
    reachable: bool = True  # its person may have a contact
    typed: bool = True  # input that was not sent may be kept
    stale: bool = False  # its person has signed in since the sources were asked

    @property
    def place(self) -> int:
        return [part.id for part in self.parts].index(self.id)

    @property
    def files(self) -> Mapping[str, KeptFile]:
        return self.shelf.files

    @property
    def helping(self) -> bool:
        return self.access not in (OWNER, WHOLE)

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def saved_at(self) -> datetime:
        return from_micro(self.row.changed_at)


def start_draft(
    installation: Records,
    unit: Unit,
    procedure: Procedure,
    door: str,
    *,
    person_id: str | None = None,
    staff_id: int | None = None,
) -> str:
    """Pinned to the current version. Returns its id."""
    row, box = _unsealed(installation, procedure, door, person_id, staff_id)
    drafts.add(unit, replace(row, sealed_answers=box.seal("draft", {})))
    return row.id


def unstored_draft(installation: Records, procedure: Procedure, door: str) -> Draft:
    """For applications that arrive complete. A caller that attaches files stores its row first."""
    row, box = _unsealed(installation, procedure, door, None, None)
    return Draft(row, procedure, {}, frozenset(), box, Shelf(Holder(draft_id=row.id), box, {}), stored=False)


def _unsealed(
    installation: Records, procedure: Procedure, door: str, person_id: str | None, staff_id: int | None
) -> tuple[DraftRow, Sealer]:  # fmt: skip
    draft_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"application:{draft_id}")
    now = to_micro(installation.clock.now())
    row = DraftRow(
        draft_id, procedure.id, demand_whole(procedure, changes=True).meaning, door, person_id, staff_id,
        stored.key_id, stored.wrapped, b"", "", 0, now, now,
    )  # fmt: skip
    return row, box


def application_sealer(installation: Records, uid: str, key_id: str, wrapped: bytes) -> Sealer:
    return sealer(installation.keys, f"application:{uid}", WrappedKey(key_id, wrapped))


def open_draft(installation: Records, unit: Unit, row: DraftRow, sources: Sequence[SourceRow] | None = None) -> Draft:
    """`sources`: if read already."""
    box = application_sealer(installation, row.id, row.key_id, row.wrapped_key)
    procedure, holder = demand_whole(installation.catalogue.version(unit, row.meaning)), Holder(draft_id=row.id)
    files = procedure.takes_files or row.staff_id is not None  # staff may scan the form that they key
    shelf = shelf_of(unit, holder, box) if files else Shelf(holder, box, {})
    brought = NOTHING if row.sealed_carried is None else VersionChanges.of(box.open("carried", row.sealed_carried))
    answers: Answers = box.open("draft", row.sealed_answers)
    if files:
        answers = with_stored_files(procedure, answers, shelf)
    now = to_micro(installation.clock.now())
    if "listed" in procedure.asks:
        installation.rules.lists.keep_up(unit)
    options = installation.rules.option_places(procedure)
    booked = ALL_FREE
    if options or "slot" in procedure.asks:
        won = won_by(unit, row.person_id, row.staff_id, installation.clock.today()) if resources_of(procedure) else []
        booked = booked_of(unit, procedure, options, now, draft_id=row.id, won=tuple(slot_of(each) for each in won))
    known = _known_facts(unit, row, box, sources)
    return Draft(
        row,
        linked(procedure) if procedure.follows and known.follows else procedure,
        answers,
        frozenset(row.seen.split()),
        box,
        shelf,
        brought,
        booked,
        known=known.about_principal(procedure, answers) if known.sources else known,
        helped={} if row.sealed_helped is None else box.open("helped", row.sealed_helped),
        disaster=row.staff_id is not None and _in_disaster(installation.clock, unit, row.procedure),
    )


def _in_disaster(clock: Clock, unit: Unit, procedure: str) -> bool:
    return any(disaster.procedure == procedure for disaster in disasters.in_force(unit, clock.today().isoformat()))


def _known_facts(unit: Unit, row: DraftRow, box: Sealer, sources: Sequence[SourceRow] | None) -> KnownFacts:
    if row.person_id is None and row.staff_id is None:
        return NOTHING_KNOWN
    rows = draft_sources.of(unit, row.id) if sources is None else sources
    if not rows:
        return NOTHING_KNOWN
    return KnownFacts.by(Source.of(box.open(f"told:{known.source}", known.sealed_told)) for known in rows)


def draft_of_resident(
    installation: Records, unit: Unit, session: Session, procedure: str, draft_id: str, *,
    helpers: Collection[str] = (), beside: Beside | None = None,
) -> Draft:  # fmt: skip
    """Raises NotFound, NotYours, NoCompanyRight. Also for who has the owner's code, and helpers with one of the rights `helpers`.
    `beside` is read in the same statement."""
    now = to_micro(installation.clock.now())
    if beside is not None:
        with together(unit) as ahead:
            drafts.opened(ahead, draft_id, now)
            beside(ahead, session)
    opened = drafts.opened(unit, draft_id, now)
    if opened is not None and opened.bundle and unit.writes:
        bundles.lock(unit, opened.bundle)
        opened = drafts.opened(unit, draft_id, now)  # another transaction may have held the lock
    if opened is None or opened.draft.procedure != procedure:
        raise NotFound("draft")
    row, bundle = opened.draft, opened.bundle
    # Zones that are apart have no clerk beside a resident.
    present = opened.present if installation.settings.zone == "single" else None
    if row.person_id is not None and row.person_id == session.person_id:
        session.demand(WRITE, procedure)
        row = row if session.seat is None else replace(row, member_id=session.seat.member_id)  # what is saved is theirs
        draft = replace(
            open_draft(installation, unit, row, opened.sources),
            kept_by_code=session.guest and opened.kept_by_code,
            present=present,
            invited=opened.invited,
            reachable=opened.reachable,
            typed=opened.typed,
            stale=is_stale({known.source: known.told_at for known in opened.sources}.get(CARD), opened.signed_in_at),
        )
        return _with_parts(installation, unit, session, draft, bundle)
    came = access_of(unit, session, row.id, now, bundle) if row.person_id is not None else None
    if came is None or came.rights not in (WHOLE, *helpers):
        raise NotYours("draft")
    draft = open_draft(installation, unit, row)
    draft = replace(draft, access=came.rights, known=draft.known.linked, typed=opened.typed)
    if not draft.helping:
        return _with_parts(installation, unit, session, replace(draft, present=present), bundle)
    draft = replace(
        draft, acting=_called(installation, unit, came), allowed=steps_in(came.allowed, came.draft_id, row.id)
    )
    draft = _with_parts(installation, unit, session, draft, bundle)
    if not draft.procedure.helper:
        raise NotYours("draft")
    parts = (replace(part, allowed=steps_in(came.allowed, came.draft_id, part.id)) for part in draft.parts)
    return replace(draft, parts=tuple(parts))


def _called(installation: Records, unit: Unit, came: draft_codes.AccessRow) -> str:
    # As the owner wrote it.
    row = drafts.by_id(unit, came.draft_id) if came.sealed_name else None
    if row is None or came.sealed_name is None:
        return ""
    name: str = application_sealer(installation, row.id, row.key_id, row.wrapped_key).open("helper", came.sealed_name)
    return name


def steps_in(allowed: str, holder: str, draft_id: str) -> frozenset[str]:
    """Steps of this draft that a code opens. Those of `holder`, for which it was made, have no prefix; those of other
    parts have the part's id and a slash."""
    entries = (entry.rpartition("/") for entry in allowed.split())
    return frozenset(step for part, _, step in entries if (part or holder) == draft_id)


def access_of(unit: Unit, session: Session, draft_id: str, now: int, bundle: str = "") -> draft_codes.AccessRow | None:
    """An owner's code of one part opens the whole bundle; a helper's code opens what it names."""
    if session.seat is not None or session.looks is not None:
        return None  # codes let a person in, not each account of a company, nor anybody who has a telephone
    bundle = bundle or bundles.of_part(unit, draft_id)
    ids = [draft_id, *(bundles.uids(unit, bundle) if bundle else ())]
    accesses = (
        came for part_id in ids if (came := draft_codes.access(unit, part_id, session.person_id or "", now)) is not None
    )
    opens = (came for came in accesses if came.rights == WHOLE or steps_in(came.allowed, came.draft_id, draft_id))
    return next(opens, None)


def _with_parts(installation: Records, unit: Unit, session: Session, draft: Draft, bundle: str) -> Draft:
    # Without discarded parts. Each shows and changes the answers of the others: who opens any opens all.
    if not bundle:
        return draft
    rows = [row for uid in bundles.uids(unit, bundle) if (row := drafts.by_id(unit, uid)) is not None]
    for row in rows:
        session.demand(WRITE, row.procedure)
    parts = tuple(draft if row.id == draft.id else open_draft(installation, unit, row) for row in rows)
    return joined(draft, bundle, _informed(installation, draft, parts))


def _informed(installation: Basics, draft: Draft, parts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    # Each part knows the facts of the others, also if a code opened them all; a helper and a code know nothing else.
    if draft.access != OWNER:
        parts = tuple(
            replace(part, access=draft.access, acting=draft.acting, known=part.known.linked) for part in parts
        )
    if draft.helping:
        return parts
    together = Together(tuple(whole_path(installation, part) for part in parts))
    bundle_sources = (
        Source(BUNDLE, applicant=together.shared_facts(at), household=together.people(at)) for at in range(len(parts))
    )
    return tuple(
        replace(part, known=KnownFacts.by((*part.known.sources, more)))
        for part, more in zip(parts, bundle_sources, strict=True)
    )


def joined(draft: Draft, bundle: str, parts: tuple[Draft, ...]) -> Draft:
    mine = next(part for part in parts if part.id == draft.id)
    return replace(draft, bundle=bundle, parts=parts, known=mine.known)


def together_of(installation: Basics, draft: Draft) -> Together:
    parts = (draft if part.id == draft.id else part for part in draft.parts)
    return Together(tuple(whole_path(installation, part) for part in parts))


def draft_of_counter(installation: Records, unit: Unit, member: Member, draft_id: str) -> Draft:
    """For members who may enter for this duty. Of the sources, they see only a card read at the counter."""
    row = drafts.by_id(unit, draft_id)
    if row is None or row.staff_id is None:
        raise NotFound("draft")
    draft = open_draft(installation, unit, row)
    if not member.may("enter", draft.procedure.duty):
        raise NotYours("draft")
    return at_counter(installation, unit, draft)


def at_counter(installation: Records, unit: Unit, draft: Draft) -> Draft:
    """With facts of its visit and card, and the sheet that it is keyed from."""
    here = [source for source in draft.known.sources if source.certainty == AT_COUNTER or source.name == CHAIN]
    if draft.answers.get(CAME, SELF) == SELF:
        named = {source.name for source in here}
        here += [source for source in sources_at_visit(installation, unit, draft.id) if source.name not in named]
    sheet = blank_forms.of_uid(unit, draft.id)
    return replace(
        draft, known=KnownFacts.by(here), visit=part_of_visit(installation, unit, draft.id, draft.procedure),
        sheet=sheet.number if sheet is not None else 0,
    )  # fmt: skip


def draft_environment(installation: Basics, draft: Draft) -> Environment:
    """Rules see the day of viewing (rule 5 of the language)."""
    return installation.rules.environment(
        draft.procedure, installation.clock.today(), draft.row.door, known=draft.known, files=draft.files,
        booked=draft.booked,
    )  # fmt: skip


def whole_path(installation: Basics, draft: Draft) -> Path:
    return walk(draft.procedure, draft.answers, draft_environment(installation, draft))


def draft_path(installation: Basics, draft: Draft, beside: Together | None = None) -> Path:
    """A helper's steps; in a bundle, what no other part asks. `beside`: with the paths of the other parts."""
    if not draft.bundle:
        path = whole_path(installation, draft)
    elif beside is None:
        path = together_of(installation, draft).cut(draft.place)
    else:
        path = beside.with_path(draft.place, whole_path(installation, draft)).cut(draft.place)
    if not draft.helping:
        return path
    part = helped_part(path, draft.allowed)
    return replace(part, hidden=locating_fields(draft.procedure, part.asked)) if draft.withheld else part


def helped_by(draft: Draft, path: Path) -> list[str]:
    """Helpers with answers on pages that the owner has not sent since."""
    return sorted({name for key, name in draft.helped.items() if key in path.answers or key in path.rows})


def save_draft(
    installation: HasNumberKeys, unit: Unit, draft: Draft, answers: Answers, seen: frozenset[str],
    read: Collection[str] = (),
) -> None:  # fmt: skip
    """Raises Conflict. `read`: questions whose answers the owner has now seen. 個人番号 are kept apart."""
    holder = Holder(draft_id=draft.id)
    answers = keep_numbers(installation, unit, holder, draft.procedure, draft.answers, answers)
    row = replace(
        draft.row,
        sealed_answers=draft.sealer.seal("draft", dict(answers)),
        seen=" ".join(sorted(seen)),
        changed_at=to_micro(installation.clock.now()),
        sealed_carried=sealed_changes(draft.sealer, draft.brought.after(answers)),
        sealed_helped=_sealed_helped(draft, answers, read),
    )
    if not drafts.save(unit, row):
        raise Conflict("draft")
    drop_unnamed(unit, holder, draft.procedure, answers)


def _sealed_helped(draft: Draft, answers: Answers, read: Collection[str]) -> bytes | None:
    changed = {key for key in {*answers, *draft.answers} if answers.get(key) != draft.answers.get(key)}
    helped = {key: name for key, name in draft.helped.items() if key not in changed and key in answers}
    if draft.helping:
        helped |= {key: draft.acting for key in changed if key in answers and key != TAKEN}
    else:
        helped = {key: name for key, name in helped.items() if key not in read}
    return draft.sealer.seal("helped", helped) if helped else None


def sealed_changes(box: Sealer, brought: VersionChanges) -> bytes | None:
    return box.seal("carried", brought.stored) if brought else None


def mark_of(form_key: bytes, draft: Draft, names: Iterable[str] | None = None) -> str:
    """A MAC: it reveals no answers. `names` None: all."""
    answers = draft.answers if names is None else {name: draft.answers.get(name) for name in names}
    return hmac.new(form_key, f"{draft.id}\n".encode() + canonical(answers), "sha256").hexdigest()


def deleted_on(settings: Settings, draft: Draft) -> date:
    return tokyo_day(draft.saved_at + timedelta(days=settings.draft_days))
