"""Keyed hashes of names, readings, birthdays and telephone numbers."""

from typing import Any

from sqlalchemy import ARRAY, BigInteger, Index, LargeBinary, PrimaryKeyConstraint, SmallInteger, text
from sqlmodel import Field

from portal.models.base import Model, Number

_ALONE = text("tokens IS NULL")
_TOKENS: Any = ARRAY(BigInteger()).with_variant(LargeBinary(), "sqlite")


class LookUp(Model):
    __tablename__ = "look_up"
    # SQLite stores only the primary key: 122 MB for four million rows, half of what a row number would need. PostgreSQL would
    # store it beside the row, of which each has 28 bytes besides its columns: it keeps one for each person, and a token in each
    # only in rows from before.
    __table_args__ = (
        PrimaryKeyConstraint("token", "application_id", "person").ddl_if(dialect="sqlite"),
        Index("ix_look_up_token", "token", postgresql_where=_ALONE).ddl_if(dialect="postgresql"),
        # Additions wait in a list, so that a token that many have is written once for all of them; in a short one, since every
        # fiftieth submission empties it and each search reads it.
        Index(
            "ix_look_up_tokens", "tokens", postgresql_using="gin", postgresql_with={"gin_pending_list_limit": 64}
        ).ddl_if(dialect="postgresql"),
        {"sqlite_with_rowid": False},
    )

    token: bytes
    application_id: int = Field(
        sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    # Distinguishes the people of one application, from 1; 0 = belongs to no person.
    person: int = Field(sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    # On PostgreSQL the beginnings of all tokens of the person; `token` is empty then.
    tokens: list[int] | None = Field(default=None, sa_type=_TOKENS)
