"""A medium (USB, DVD …) with a batch was lost: when, how, and what was done about it. It stays in the ledger for the auditor, beside what
it held; the batch itself can be issued again under a number of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.japanese import unusable
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.actor import Actor
from portal.services.hand_over import listed_files
from portal.services.installation import Installation
from portal.services.past_day import past_day
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import LOST, BatchStepRow
from portal.store.hand_overs import BatchRow

MOST_WORDS = 1000
MOST_LISTED = 200


@dataclass(frozen=True)
class Loss:
    """`on`: the day on which it was lost or last seen; `how`: what it was and how it was lost; `done`: what was done since."""

    on: str
    how: str
    done: str


def read_loss(
    installation: Installation, batch: BatchRow, on: str, how: str, done: str
) -> tuple[Loss, list[tuple[str, str]]]:
    """With what is wrong with it: (sentence, box)."""
    day = past_day(installation, on, tokyo_day(from_micro(batch.made_at)))
    said = day.isoformat() if day else on.strip()
    loss, wrong = Loss(said, how.strip().replace("\r\n", "\n"), done.strip().replace("\r\n", "\n")), []
    if day is None:
        wrong.append(("なくした日を、引き渡した日から今日までの日付で書いてください。例：2026-11-20", "lost-on"))
    for words, box, what in (
        (loss.how, "lost-how", "何を、どうしてなくしたか"),
        (loss.done, "lost-done", "そのあと、したこと"),
    ):
        if not words or len(words) > MOST_WORDS or unusable(words, lines=True):
            wrong.append((f"{what}を、{MOST_WORDS}字までで書いてください。", box))
    return loss, wrong


def lose_medium(installation: Installation, unit: Unit, actor: Actor, batch: BatchRow, loss: Loss, once: str) -> None:
    """`once`: of the page on which it was written, so that the same press twice is one step. Conflict where the batch has no files."""
    if not listed_files(batch):
        raise Conflict("lose medium")
    box, stored = new_sealer(installation.keys, f"batch_step:{once}")
    held = hand_overs.count(unit, batch.origin)
    row = BatchStepRow(
        0, once, batch.id, LOST, to_micro(installation.clock.now()), str(actor), held, on_day=loss.on, key_id=stored.key_id,
        wrapped_key=stored.wrapped, sealed_words=box.seal("words", {"how": loss.how, "done": loss.done}),
    )  # fmt: skip
    if batch_steps.add(unit, row):
        detail = f"{batch.layout} {batch.number} {held} lost on {loss.on}"
        write_audit(installation, unit, actor, "lose medium", detail=detail)


def loss_of(installation: Installation, row: BatchStepRow) -> Loss:
    """As it was written."""
    box = sealer(installation.keys, f"batch_step:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    words = box.open("words", row.sealed_words)
    return Loss(row.on_day, words["how"], words["done"])


@dataclass(frozen=True)
class LostMedium:
    """`count` applications were in it; `files` name and SHA-256 of each; `again`: the numbers under which it was issued since."""

    number: str
    layout: str
    office: str
    made: datetime
    told: datetime
    by: str
    loss: Loss
    count: int
    files: tuple[tuple[str, str], ...]
    again: tuple[str, ...]


def lost_media(installation: Installation, unit: Unit, duties: Sequence[str]) -> list[LostMedium]:
    """Of these duties, newest first."""
    return [_medium(installation, unit, row) for row in batch_steps.lost(unit, duties, MOST_LISTED)]


def _medium(installation: Installation, unit: Unit, row: BatchStepRow) -> LostMedium:
    batch = hand_overs.by_id(unit, row.batch_id)
    layout = installation.layouts.get(batch.layout)
    made = from_micro(batch.made_at)
    files = tuple((str(file["name"]), str(file["sha256"])) for file in listed_files(batch))
    again = tuple(one.number for one in hand_overs.reissues(unit, batch.origin) if one.made_at > row.at)
    office = installation.city.office(batch.duty, tokyo_day(made)).office
    return LostMedium(
        batch.number, layout.title if layout else batch.layout, office, made, from_micro(row.at), row.by.partition(":")[2],
        loss_of(installation, row), row.held, files, again,
    )  # fmt: skip
