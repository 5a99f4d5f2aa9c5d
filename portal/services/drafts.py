"""Drafts as use cases see them: opened, with their procedure version and their owner checked."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.answers import TAKEN, Answers
from forms.environment import Environment, KeptFile
from forms.path import Path, walk
from forms.procedure import Procedure
from forms.sharing import Together
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.booked import NOTHING as ALL_FREE
from portal.services.booked import Booked, count_booked, resources_of
from portal.services.brought import NOTHING, Brought
from portal.services.helped_part import helped_part
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, as_they_stand, shelf_of, takes_files
from portal.services.keep_numbers import drop_unnamed, keep_numbers
from portal.services.people_in import people_in
from portal.services.protect import protected_among
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.sign_in_resident import own_name
from portal.services.told import AT_COUNTER, BUNDLE, NOTHING_TOLD, Source, Told
from portal.services.visit_facts import sources_at_visit
from portal.services.visit_part import VisitPart, part_of_visit
from portal.services.who_files import CAME, SELF
from portal.store import blank_forms, bundles, disasters, draft_codes, draft_sources, drafts, remote_sessions
from portal.store.attachments import Holder
from portal.store.draft_codes import WHOLE
from portal.store.drafts import DraftRow

OWNER = "owner"


@dataclass(frozen=True)
class Draft:
    """A draft, opened. `seen`: ids of pages that were sent at least once; `shelf`: what was taken in for it;
    `brought`: what its owner is to see of a move to a newer version; `booked`: what is left of the times it asks for.
    `access`: by which right it was opened, `owner` or that of a code; `acting`: who helps, as they are called;
    `allowed`: the steps they may see; `helped`: whose answers stand there that its owner has not read yet, by question.
    `kept_by_code`: its owner can come back by a code. `told`: what is known for it, by source, for the eyes of who
    signed in as its owner. `bundle`: the one that it is a part of, "" for none, and `parts` all of that, in order; each of
    those by itself. `visit`: in which it is filled in at a counter; `sheet`: the number of the blank form that it is keyed from, 0 of
    none. `present`: the clerk who asks to look at it with its owner, or looks at it now: (asked or agreed, name).
    `disaster`: staff take it in on a day on which its procedure is in disaster mode. `stored`: it has a row; what comes whole
    becomes an application at once, and has none."""

    row: DraftRow
    procedure: Procedure
    answers: Answers
    seen: frozenset[str]
    sealer: Sealer
    shelf: Shelf
    brought: Brought = NOTHING
    booked: Booked = ALL_FREE
    access: str = OWNER
    acting: str = ""
    allowed: frozenset[str] = frozenset()
    helped: Mapping[str, str] = field(default_factory=dict)
    kept_by_code: bool = False
    told: Told = NOTHING_TOLD
    bundle: str = ""
    parts: tuple["Draft", ...] = ()
    visit: VisitPart | None = None
    sheet: int = 0
    present: tuple[str, str] | None = None
    disaster: bool = False
    stored: bool = True

    @property
    def place(self) -> int:
        """Which part of its bundle it is, counted from 0."""
        return [one.id for one in self.parts].index(self.id)

    @property
    def files(self) -> Mapping[str, KeptFile]:
        return self.shelf.files

    @property
    def helping(self) -> bool:
        """Opened by who helps, and not by its owner."""
        return self.access not in (OWNER, WHOLE)

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def saved_at(self) -> datetime:
        return from_micro(self.row.changed_at)


def start_draft(
    installation: Installation,
    unit: Unit,
    procedure: Procedure,
    door: str,
    *,
    person_id: str | None = None,
    staff_id: int | None = None,
) -> str:
    """An empty draft pinned to the current version; its id."""
    row, box = _unsealed(installation, procedure, door, person_id, staff_id)
    drafts.add(unit, replace(row, sealed_answers=box.seal("draft", {})))
    return row.id


def unstored_draft(installation: Installation, procedure: Procedure, door: str) -> Draft:
    """Of nobody, for what comes whole: it becomes an application at once. Who hangs files on it stores its row first, and nobody ever
    reads that."""
    row, box = _unsealed(installation, procedure, door, None, None)
    return Draft(row, procedure, {}, frozenset(), box, Shelf(Holder(draft_id=row.id), box, {}), stored=False)


def _unsealed(
    installation: Installation, procedure: Procedure, door: str, person_id: str | None, staff_id: int | None
) -> tuple[DraftRow, Sealer]:  # fmt: skip
    draft_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"application:{draft_id}")
    now = to_micro(installation.clock.now())
    row = DraftRow(
        draft_id, procedure.id, procedure.meaning, door, person_id, staff_id, stored.key_id, stored.wrapped, b"", "", 0,
        now, now,
    )  # fmt: skip
    return row, box


def application_sealer(installation: Installation, uid: str, key_id: str, wrapped: bytes) -> Sealer:
    """The one data key of an application, from its draft on."""
    return sealer(installation.keys, f"application:{uid}", WrappedKey(key_id, wrapped))


def open_draft(installation: Installation, unit: Unit, row: DraftRow) -> Draft:
    box = application_sealer(installation, row.id, row.key_id, row.wrapped_key)
    procedure = installation.catalogue.version(unit, row.meaning)
    holder = Holder(draft_id=row.id)
    files = takes_files(procedure) or row.staff_id is not None  # staff may scan the form that they key
    shelf = shelf_of(unit, holder, box) if files else Shelf(holder, box, {})
    brought = NOTHING if row.sealed_carried is None else Brought.of(box.open("carried", row.sealed_carried))
    answers = as_they_stand(procedure, box.open("draft", row.sealed_answers), shelf)
    now = to_micro(installation.clock.now())
    booked = count_booked(unit, resources_of(procedure), now, draft_id=row.id)
    # What is known is of who signed in: whoever files for another has none of it put into that person's boxes.
    return Draft(
        row,
        procedure,
        answers,
        frozenset(row.seen.split()),
        box,
        shelf,
        brought,
        booked,
        told=_told(unit, row, box) if answers.get(CAME, SELF) == SELF else NOTHING_TOLD,
        helped={} if row.sealed_helped is None else box.open("helped", row.sealed_helped),
        disaster=row.staff_id is not None and _in_disaster(installation, unit, row.procedure),
    )


def _in_disaster(installation: Installation, unit: Unit, procedure: str) -> bool:
    return any(one.procedure == procedure for one in disasters.standing(unit, installation.clock.today().isoformat()))


def _told(unit: Unit, row: DraftRow, box: Sealer) -> Told:
    if row.person_id is None and row.staff_id is None:
        return NOTHING_TOLD
    return Told.by(Source.of(box.open(f"told:{one.source}", one.sealed_told)) for one in draft_sources.of(unit, row.id))


def draft_of_resident(
    installation: Installation, unit: Unit, session: Session, procedure: str, draft_id: str, *,
    helpers: Collection[str] = (),
) -> Draft:  # fmt: skip
    """NotFound, and NotYours shown as the same, unless it is this person's draft of this procedure, or they came to it by
    the owner's own code, or as a helper with one of the rights `helpers`."""
    bundle = bundles.of_part(unit, draft_id)
    if bundle and unit.writes:
        bundles.lock(unit, bundle)
    row = drafts.by_id(unit, draft_id)
    if row is None or row.procedure != procedure:
        raise NotFound("draft")
    if row.person_id is not None and row.person_id == session.person_id:
        kept = session.guest and any(code.rights == WHOLE for code in draft_codes.of_draft(unit, draft_id))
        draft = replace(
            open_draft(installation, unit, row), kept_by_code=kept, present=_present(installation, unit, row)
        )
        return _with_parts(installation, unit, draft, bundle)
    came = (
        came_by(unit, session, row.id, to_micro(installation.clock.now()), bundle)
        if row.person_id is not None
        else None
    )
    if came is None or came.rights not in (WHOLE, *helpers):
        raise NotYours("draft")
    draft = replace(open_draft(installation, unit, row), access=came.rights, told=NOTHING_TOLD)
    if not draft.helping:
        draft = replace(draft, present=_present(installation, unit, row))
        return _with_parts(installation, unit, draft, bundle)
    draft = replace(
        draft, acting=_called(installation, unit, came), allowed=steps_in(came.allowed, came.draft_id, row.id)
    )
    draft = _with_parts(installation, unit, draft, bundle)
    if not may_be_helped(installation, unit, draft):
        raise NotYours("draft")
    parts = (replace(one, allowed=steps_in(came.allowed, came.draft_id, one.id)) for one in draft.parts)
    return replace(draft, parts=tuple(parts))


def _called(installation: Installation, unit: Unit, came: draft_codes.AccessRow) -> str:
    """Who helps, as its owner calls them: sealed with the draft that the code was made for."""
    row = drafts.by_id(unit, came.draft_id) if came.sealed_name else None
    if row is None or came.sealed_name is None:
        return ""
    name: str = application_sealer(installation, row.id, row.key_id, row.wrapped_key).open("helper", came.sealed_name)
    return name


def steps_in(allowed: str, holder: str, draft_id: str) -> frozenset[str]:
    """Which steps of this draft a code lets see: those of the draft `holder` that it was made for by their names, those of the other
    parts of its bundle behind the id of the part and a stroke."""
    entries = (entry.rpartition("/") for entry in allowed.split())
    return frozenset(step for part, _, step in entries if (part or holder) == draft_id)


def _present(installation: Installation, unit: Unit, row: DraftRow) -> tuple[str, str] | None:
    """Zones that are apart have no clerk beside a resident."""
    if installation.settings.zone != "single":
        return None
    return remote_sessions.present(unit, row.id, to_micro(installation.clock.now()))


def came_by(unit: Unit, session: Session, draft_id: str, now: int, bundle: str = "") -> draft_codes.AccessRow | None:
    """By which code they came to it: its owner's code of one part opens the whole bundle, a helper's what it names of it."""
    bundle = bundle or bundles.of_part(unit, draft_id)
    ids = [draft_id, *(bundles.uids(unit, bundle) if bundle else ())]
    found = (came for one in ids if (came := draft_codes.access(unit, one, session.person_id or "", now)) is not None)
    opens = (came for came in found if came.rights == WHOLE or steps_in(came.allowed, came.draft_id, draft_id))
    return next(opens, None)


def _with_parts(installation: Installation, unit: Unit, draft: Draft, bundle: str) -> Draft:
    """With what is filed together with it; those that were thrown away are not."""
    if not bundle:
        return draft
    rows = [row for uid in bundles.uids(unit, bundle) if (row := drafts.by_id(unit, uid)) is not None]
    parts = tuple(draft if row.id == draft.id else open_draft(installation, unit, row) for row in rows)
    return joined(draft, bundle, _informed(installation, draft, parts))


def _informed(installation: Installation, draft: Draft, parts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Each with what the others tell; with nothing that is known where `draft` was opened by a code."""
    if draft.access != OWNER:
        return tuple(replace(one, access=draft.access, acting=draft.acting, told=NOTHING_TOLD) for one in parts)
    together = Together(tuple(whole_path(installation, one) for one in parts))
    told = (Source(BUNDLE, applicant=together.told(at), household=together.people(at)) for at in range(len(parts)))
    return tuple(replace(one, told=Told.by((*one.told.sources, more))) for one, more in zip(parts, told, strict=True))


def joined(draft: Draft, bundle: str, parts: tuple[Draft, ...]) -> Draft:
    """One of `parts` as a part of its bundle."""
    mine = next(one for one in parts if one.id == draft.id)
    return replace(draft, bundle=bundle, parts=parts, told=mine.told)


def together_of(installation: Installation, draft: Draft) -> Together:
    """The whole paths of its bundle, its own as it stands in `draft`."""
    parts = (draft if one.id == draft.id else one for one in draft.parts)
    return Together(tuple(whole_path(installation, one) for one in parts))


def may_be_helped(installation: Installation, unit: Unit, draft: Draft) -> bool:
    """The procedure lets somebody help, and nobody whom it, or what is filed together with it, names is protected: who helps would
    see where they are, and what is answered in one part stands in the others, too."""
    return draft.procedure.helper and _names_nobody_protected(installation, unit, draft)


def may_be_shared(installation: Installation, unit: Unit, draft: Draft) -> bool:
    """Whether a clerk may look at a draft from afar, with its owner. Not at a part of a bundle, of which other sections have parts."""
    return not bundles.of_part(unit, draft.id) and _names_nobody_protected(installation, unit, draft)


def _names_nobody_protected(installation: Installation, unit: Unit, draft: Draft) -> bool:
    if draft.row.person_id is None:
        return False
    named = [who for one in draft.parts or (draft,) for who in people_in(one.procedure, one.answers)]
    return not protected_among(installation, unit, [*named, *own_name(installation, unit, draft.row.person_id)])


def draft_of_counter(installation: Installation, unit: Unit, member: Member, draft_id: str) -> Draft:
    """The draft of a visit, for whoever may enter for this duty: a colleague can take over at the counter. What sources told
    its owner, who began it at home, is not theirs to see; what a card told here is."""
    row = drafts.by_id(unit, draft_id)
    if row is None or row.staff_id is None:
        raise NotFound("draft")
    draft = open_draft(installation, unit, row)
    if not member.may("enter", draft.procedure.duty):
        raise NotYours("draft")
    return at_counter(installation, unit, draft)


def at_counter(installation: Installation, unit: Unit, draft: Draft) -> Draft:
    """As the counter knows it: with what a card told here, what is known in the visit in which it is filled in, and the sheet that it is
    keyed from."""
    here = [one for one in draft.told.sources if one.certainty == AT_COUNTER]
    if draft.answers.get(CAME, SELF) == SELF:
        named = {one.name for one in here}
        here += [one for one in sources_at_visit(installation, unit, draft.id) if one.name not in named]
    sheet = blank_forms.of_uid(unit, draft.id)
    return replace(
        draft, told=Told.by(here), visit=part_of_visit(installation, unit, draft.id, draft.procedure),
        sheet=sheet.number if sheet is not None else 0,
    )  # fmt: skip


def draft_environment(installation: Installation, draft: Draft) -> Environment:
    """Rules see the day of viewing while it is a draft (rule 5 of the language)."""
    return installation.environment(
        draft.procedure, installation.clock.today(), draft.row.door, told=draft.told, files=draft.files,
        booked=draft.booked,
    )  # fmt: skip


def whole_path(installation: Installation, draft: Draft) -> Path:
    """Everything that is asked and sent."""
    return walk(draft.procedure, draft.answers, draft_environment(installation, draft))


def draft_path(installation: Installation, draft: Draft) -> Path:
    """What is asked of who opened it: for who helps their steps, in a bundle what no other part asks."""
    path = together_of(installation, draft).cut(draft.place) if draft.bundle else whole_path(installation, draft)
    return helped_part(path, draft.allowed) if draft.helping else path


def helped_by(draft: Draft, path: Path) -> list[str]:
    """Who wrote answers that are sent, and that their owner has not sent the page of since."""
    return sorted({name for key, name in draft.helped.items() if key in path.answers or key in path.rows})


def save_draft(
    installation: Installation, unit: Unit, draft: Draft, answers: Answers, seen: frozenset[str],
    read: Collection[str] = (),
) -> None:  # fmt: skip
    """Conflict if another window saved since this one read: never a silent overwrite. `read`: questions whose page was
    sent, so that its owner has seen what stands there. 個人番号 are kept apart."""
    holder = Holder(draft_id=draft.id)
    answers = keep_numbers(installation, unit, holder, draft.procedure, draft.answers, answers)
    row = replace(
        draft.row,
        sealed_answers=draft.sealer.seal("draft", dict(answers)),
        seen=" ".join(sorted(seen)),
        changed_at=to_micro(installation.clock.now()),
        sealed_carried=sealed_brought(draft.sealer, draft.brought.after(answers)),
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


def sealed_brought(box: Sealer, brought: Brought) -> bytes | None:
    return box.seal("carried", brought.stored) if brought else None


def deleted_on(installation: Installation, draft: Draft) -> date:
    """The day on which this draft will be deleted if nobody touches it."""
    return tokyo_day(draft.saved_at + timedelta(days=installation.settings.draft_days))
