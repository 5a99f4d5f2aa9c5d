"""A bundle as its owner sees it: what is written of each part, or what became of it."""

from dataclasses import dataclass

from forms.path import AskedPage, Path
from forms.sharing import Together
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.cases import is_theirs
from portal.services.drafts import Draft, draft_of_resident, helped_by, joined, whole_path
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.store import applications, bundles, drafts
from portal.store.applications import ApplicationRow
from portal.store.bundles import BundleRow


@dataclass(frozen=True)
class Bundle:
    """Before it was sent it has drafts, and after that applications, in its order."""

    row: BundleRow
    drafts: tuple[Draft, ...] = ()
    sent: tuple[ApplicationRow, ...] = ()

    @property
    def id(self) -> str:
        return self.row.id


def bundle_of_resident(installation: Installation, unit: Unit, session: Session, bundle_id: str) -> Bundle:
    """NotFound, and NotYours shown as the same, unless it is this person's. In a unit that writes nobody else writes into it until
    the unit ends."""
    if unit.writes:
        bundles.lock(unit, bundle_id)
    row = bundles.by_id(unit, bundle_id)
    if row is None:
        raise NotFound("bundle")
    uids = bundles.uids(unit, bundle_id)
    if row.sent_at is not None:
        sent = [found for uid in uids if (found := applications.by_uid(unit, uid)) is not None]
        if not sent or not all(is_theirs(unit, session, one) for one in sent):
            raise NotYours("bundle")
        return Bundle(row, sent=tuple(sent))
    there = [draft for uid in uids if (draft := drafts.by_id(unit, uid)) is not None]
    if not there:
        raise NotFound("bundle")
    first = draft_of_resident(installation, unit, session, there[0].procedure, there[0].id)
    return Bundle(row, drafts=tuple(joined(one, bundle_id, first.parts) for one in first.parts))


def procedures_of(unit: Unit, bundle_id: str) -> list[str]:
    """What its parts are, whosever it is; none where there is no such bundle."""
    rows = (drafts.by_id(unit, uid) or applications.by_uid(unit, uid) for uid in bundles.uids(unit, bundle_id))
    return [row.procedure for row in rows if row is not None]


@dataclass(frozen=True)
class Onward:
    """Where a bundle goes on: the first part that is not done, with what is asked there; `stopped`: it says "not here, but
    there"."""

    draft: Draft
    asked: AskedPage
    stopped: bool = False


def onward_in(installation: Installation, parts: tuple[Draft, ...]) -> Onward | None:
    """None where only the check page is left."""
    together = Together(tuple(whole_path(installation, one) for one in parts))
    for place, draft in enumerate(parts):
        path = together.cut(place)
        if path.stopped is not None:
            return Onward(draft, path.pages[-1], stopped=True)
        asked = path.next_page(draft.seen)
        if asked is not None:
            return Onward(draft, asked)
    return None


def helpers_of(installation: Installation, bundle: Bundle) -> dict[str, list[str]]:
    """Who wrote answers of each part that its owner has not read since, by the part's id."""
    paths = wholes(installation, bundle)
    told = {draft.id: helped_by(draft, path) for draft, path in zip(bundle.drafts, paths, strict=True)}
    return {uid: names for uid, names in told.items() if names}


def wholes(installation: Installation, bundle: Bundle) -> list[Path]:
    """Everything that is asked and sent, part by part."""
    return [whole_path(installation, one) for one in bundle.drafts]
