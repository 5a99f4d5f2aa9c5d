"""By what an application is found: keyed hashes of names, readings, days of birth and telephones (blind index). Readable to nobody."""

from sqlalchemy import SmallInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class LookUp(SQLModel, table=True):
    """One key of one person whom an application names. `person` only tells its people apart, from 1; 0 = no one's."""

    __tablename__ = "look_up"
    metadata = metadata
    # The primary key is all there is: 122 MB for four million on SQLite so, against twice that with a row number.
    __table_args__ = {"sqlite_with_rowid": False}

    token: bytes = Field(primary_key=True)
    application_id: int = Field(
        sa_type=Number, primary_key=True, foreign_key="application.id", ondelete="CASCADE", index=True,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    person: int = Field(sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
