from dataclasses import dataclass

from forms.definition.sharing import Together
from forms.path.path import AskedPage, Path
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.services.cases.cases import demand_theirs, is_theirs
from portal.services.filing.drafts import Draft, draft_of_resident, helped_by, joined, whole_path
from portal.services.filing.known.assume_known import assume_known
from portal.services.shared.needs import Basics, Records
from portal.services.shared.sessions import Session
from portal.store.bundles import bundles
from portal.store.bundles.bundles import BundleRow
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.filing import drafts


@dataclass(frozen=True)
class Bundle:
    """`drafts` before it is sent, `sent` afterwards."""

    row: BundleRow
    drafts: tuple[Draft, ...] = ()
    sent: tuple[ApplicationRow, ...] = ()

    @property
    def id(self) -> str:
        return self.row.id


def bundle_of_resident(installation: Records, unit: Unit, session: Session, bundle_id: str) -> Bundle:
    """Raises NotFound, NotYours, NoCompanyRight. Once sent, without what a company's account may not read. A writing unit
    locks the bundle."""
    if unit.writes:
        bundles.lock(unit, bundle_id)
    row = required(bundles.by_id(unit, bundle_id), NotFound("bundle"))
    uids = bundles.uids(unit, bundle_id)
    if row.sent_at is not None:
        sent = [application for uid in uids if (application := applications.by_uid(unit, uid)) is not None]
        if not sent:
            raise NotYours("bundle")
        own = [application for application in sent if is_theirs(unit, session, application)]
        demand_theirs(unit, session, (own or sent)[0])
        return Bundle(row, sent=tuple(own))
    stored = [draft for uid in uids if (draft := drafts.by_id(unit, uid)) is not None]
    if not stored:
        raise NotFound("bundle")
    first = draft_of_resident(installation, unit, session, stored[0].procedure, stored[0].id)
    return Bundle(row, drafts=tuple(joined(part, bundle_id, first.parts) for part in first.parts))


def procedures_of(unit: Unit, bundle_id: str) -> list[str]:
    rows = (drafts.by_id(unit, uid) or applications.by_uid(unit, uid) for uid in bundles.uids(unit, bundle_id))
    return [row.procedure for row in rows if row is not None]


@dataclass(frozen=True)
class Onward:
    """First unfinished part."""

    draft: Draft
    asked: AskedPage
    stopped: bool = False  # it refers elsewhere


def onward_in(installation: Basics, bundle_id: str, parts: tuple[Draft, ...]) -> Onward | None:
    together = Together(tuple(whole_path(installation, part) for part in parts))
    for place, draft in enumerate(parts):
        path = together.cut(place)
        if path.stopped is not None:
            return Onward(draft, path.pages[-1], stopped=True)
        if path.next_page(draft.seen) is not None:
            assumed = assume_known(installation, joined(draft, bundle_id, parts), path)
            if assumed.asked is not None:
                return Onward(draft, assumed.asked)
    return None


def helpers_of(installation: Basics, bundle: Bundle) -> dict[str, list[str]]:
    """By part; unread by the owner."""
    paths = wholes(installation, bundle)
    helpers = {draft.id: helped_by(draft, path) for draft, path in zip(bundle.drafts, paths, strict=True)}
    return {uid: names for uid, names in helpers.items() if names}


def wholes(installation: Basics, bundle: Bundle) -> list[Path]:
    return [whole_path(installation, draft) for draft in bundle.drafts]
