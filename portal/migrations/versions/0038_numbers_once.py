"""SQLite gives numbers once."""

# The number of a deleted row goes to no other row, where pages and forms name rows by their number.

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# The copy of a table drops the former one, and with it the rows that hang on its rows: they are set aside.
_HANGS_ON = {"remote_session": "remote_proposal", "saved_view": "first_view"}

_Column = sa.Column[Any]


def upgrade() -> None:
    _copy(autoincrement=True)


def downgrade() -> None:
    _copy(autoincrement=False)


def _copy(*, autoincrement: bool) -> None:
    if op.get_context().dialect.name != "sqlite":  # sequences of PostgreSQL do not go back
        return
    for before in (
        _enclosures(), _remote_sessions(), _reservations(), _views(), _absences(), _passkeys(), _relations(), _rights(),
    ):  # fmt: skip
        child = _HANGS_ON.get(before.name)
        if child:
            op.execute(f"CREATE TABLE _{child} AS SELECT * FROM {child}")  # noqa: S608
        with op.batch_alter_table(
            before.name, copy_from=before, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}
        ):
            pass
        if child:
            op.execute(f"INSERT INTO {child} SELECT * FROM _{child}")  # noqa: S608
            op.execute(f"DROP TABLE _{child}")


def _table(name: str, *parts: "_Column | sa.Index | sa.UniqueConstraint") -> sa.Table:
    return sa.Table(name, sa.MetaData(naming_convention=_NAMES), sa.Column("id", _NUMBER, primary_key=True), *parts)


def _of(kind: type[sa.types.TypeEngine[Any]]) -> "Callable[[str], _Column]":
    return lambda name: sa.Column(name, kind(), nullable=False)


_words, _whole, _sealed = _of(sa.String), _of(sa.BigInteger), _of(sa.LargeBinary)


def _maybe(name: str, kind: "sa.types.TypeEngine[Any]") -> "_Column":
    return sa.Column(name, kind, nullable=True)


def _staff(name: str = "staff_id", *, nullable: bool = False) -> "_Column":
    return sa.Column(name, _NUMBER, sa.ForeignKey("staff.id"), nullable=nullable)


def _enclosures() -> sa.Table:
    return _table(
        "enclosure",
        sa.Column("dispatch_id", _NUMBER, sa.ForeignKey("dispatch.id", ondelete="CASCADE"), nullable=False),
        sa.Column("application_id", _NUMBER, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        _sealed("token"), _words("file_id"), _sealed("sealed_name"),
        sa.UniqueConstraint("dispatch_id", "token"),
        sa.Index("ix_enclosure_application_id", "application_id"), sa.Index("ix_enclosure_token", "token"),
    )  # fmt: skip


def _remote_sessions() -> sa.Table:
    return _table(
        "remote_session",
        sa.Column("draft_id", sa.String(), sa.ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, unique=True),
        _sealed("seed"), sa.Column("code_hash", sa.LargeBinary(), nullable=False, unique=True), _staff(nullable=True),
        _words("state"), _words("ended_by"), _words("page"), _whole("news"), _whole("made_at"), _whole("ends_at"),
        _maybe("seen_at", sa.BigInteger()),
        sa.Index("ix_remote_session_staff_id", "staff_id"),
    )  # fmt: skip


def _reservations() -> sa.Table:
    return _table(
        "reservation",
        _words("resource"), _words("slot"), _words("starts"), _words("ends"), _words("place"),
        _maybe("number", sa.Integer()),
        sa.Column("draft_id", sa.String(), sa.ForeignKey("draft.id", ondelete="CASCADE"), nullable=True),
        sa.Column("application_id", _NUMBER, sa.ForeignKey("application.id"), nullable=True),
        _words("question"), _maybe("until", sa.BigInteger()), _words("uid"),
        sa.Column("sequence", sa.Integer(), nullable=False), _whole("made_at"), _whole("changed_at"),
        _maybe("came_at", sa.BigInteger()), _maybe("amount", sa.BigInteger()),
        sa.Column("away", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("resource", "slot", "starts", "number"),
        *(sa.Index(f"ix_reservation_{name}", name) for name in ("application_id", "draft_id", "starts", "until")),
    )  # fmt: skip


def _views() -> sa.Table:
    return _table(
        "saved_view",
        _words("name"), _words("query"), _words("duty"), _staff(), _whole("made_at"),
        sa.Index("ix_saved_view_duty", "duty"), sa.Index("ix_saved_view_staff_id", "staff_id"),
    )  # fmt: skip


def _absences() -> sa.Table:
    return _table(
        "staff_absence",
        _staff(), _words("from_day"), _words("to_day"), _staff("substitute_id"),
        sa.Index("ix_staff_absence_staff_id", "staff_id"),
    )  # fmt: skip


def _passkeys() -> sa.Table:
    return _table(
        "staff_passkey",
        sa.Column("credential", sa.LargeBinary(), nullable=False, unique=True), _staff(), _sealed("public_key"),
        _whole("sign_count"), _words("name"), _whole("made_at"), _maybe("used_at", sa.BigInteger()),
        sa.Index("ix_staff_passkey_staff_id", "staff_id"),
    )  # fmt: skip


def _relations() -> sa.Table:
    return _table(
        "staff_relation",
        sa.Column("uid", sa.String(), nullable=False, unique=True), _staff(), _words("basis"), _words("key_id"),
        _sealed("wrapped_key"), _sealed("sealed_person"), _whole("made_at"), _maybe("asked_at", sa.BigInteger()),
        sa.Index("ix_staff_relation_staff_id", "staff_id"),
    )  # fmt: skip


def _rights() -> sa.Table:
    return _table(
        "staff_right",
        _staff(), _words("role"), _words("duty"), _words("from_day"), _maybe("to_day", sa.String()),
        sa.Column("source", sa.String(), nullable=False, server_default="hand"),
        sa.Index("ix_staff_right_staff_id", "staff_id"),
    )  # fmt: skip
