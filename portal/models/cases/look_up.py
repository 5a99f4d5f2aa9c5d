"""Keyed hashes of names, readings, birthdays and telephone numbers."""

from sqlalchemy import Index, PrimaryKeyConstraint, SmallInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class LookUp(Model):
    __tablename__ = "look_up"
    # SQLite stores only the primary key: 122 MB for four million rows, half of what a row number would need. PostgreSQL would
    # store it beside the row: its index of tokens has equal ones once, a tenth of the key's size.
    __table_args__ = (
        PrimaryKeyConstraint("token", "application_id", "person").ddl_if(dialect="sqlite"),
        Index("ix_look_up_token", "token").ddl_if(dialect="postgresql"),
        {"sqlite_with_rowid": False},
    )

    token: bytes
    application_id: int = Field(
        sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    # Distinguishes the people of one application, from 1; 0 = belongs to no person.
    person: int = Field(sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
