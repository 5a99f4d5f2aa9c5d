"""USB, DVD …, for the auditor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.text.japanese import unusable
from integrations.sockets.interfaces import KeyStore
from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.handover.hand_over import listed_files
from portal.services.shared.needs import HasLayouts, Records
from portal.services.shared.past_day import past_day
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import LOST, BatchStepRow
from portal.store.handover.hand_overs import BatchRow

MOST_WORDS = 1000
MOST_LISTED = 200


@dataclass(frozen=True)
class Loss:
    on: str  # day of loss or last sight
    how: str
    done: str  # measures


def read_loss(clock: Clock, batch: BatchRow, on: str, how: str, done: str) -> tuple[Loss, list[tuple[str, str]]]:
    """With mistakes: (sentence, box)."""
    day = past_day(clock, on, tokyo_day(from_micro(batch.made_at)))
    shown_day = day.isoformat() if day else on.strip()
    loss, mistakes = Loss(shown_day, how.strip().replace("\r\n", "\n"), done.strip().replace("\r\n", "\n")), []
    if day is None:
        mistakes.append(("なくした日を、引き渡した日から今日までの日付で書いてください。例：2026-11-20", "lost-on"))
    for words, box, label in (
        (loss.how, "lost-how", "何を、どうしてなくしたか"),
        (loss.done, "lost-done", "そのあと、したこと"),
    ):
        if not words or len(words) > MOST_WORDS or unusable(words, lines=True):
            mistakes.append((f"{label}を、{MOST_WORDS}字までで書いてください。", box))
    return loss, mistakes


def lose_medium(installation: Records, unit: Unit, actor: Actor, batch: BatchRow, loss: Loss, once: str) -> None:
    """`once` makes a double request one step. Raises Conflict without files."""
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


def loss_of(keys: KeyStore, row: BatchStepRow) -> Loss:
    box = sealer(keys, f"batch_step:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    words = box.open("words", row.sealed_words)
    return Loss(row.on_day, words["how"], words["done"])


@dataclass(frozen=True)
class LostMedium:
    number: str
    layout: str
    office: str
    made: datetime
    reported_at: datetime
    by: str
    loss: Loss
    count: int
    files: tuple[tuple[str, str], ...]  # (name, SHA-256)
    again: tuple[str, ...]


def lost_media(installation: HasLayouts, unit: Unit, duties: Sequence[str]) -> list[LostMedium]:
    return [_medium(installation, unit, row) for row in batch_steps.lost(unit, duties, MOST_LISTED)]


def _medium(installation: HasLayouts, unit: Unit, row: BatchStepRow) -> LostMedium:
    batch = hand_overs.by_id(unit, row.batch_id)
    layout = installation.layouts.get(batch.layout)
    made = from_micro(batch.made_at)
    files = tuple((str(file["name"]), str(file["sha256"])) for file in listed_files(batch))
    again = tuple(reissued.number for reissued in hand_overs.reissues(unit, batch.origin) if reissued.made_at > row.at)
    office = installation.city.office(batch.duty, tokyo_day(made)).office
    return LostMedium(
        batch.number, layout.title if layout else batch.layout, office, made, from_micro(row.at), row.by.partition(":")[2],
        loss_of(installation.keys, row), row.held, files, again,
    )  # fmt: skip
