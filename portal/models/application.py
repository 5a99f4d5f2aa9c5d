"""One application (申請等), whatever its door. Arrival never moves but by a recorded correction."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata

_OPEN = text("decided_at IS NULL")
_UNNUMBERED = text("numbered <> revision")
# What a layout may take, as `store.hand_overs` says it: SQLite finds the index by the very words.
_GOING = text(
    "state IN ('examining', 'approved', 'partly', 'done', 'accepted', 'waiting', 'taken', 'repaired', 'closed')"
)


class Application(SQLModel, table=True):
    """One application (申請等), whatever its door. Arrival never moves but by a recorded correction."""

    __tablename__ = "application"
    metadata = metadata
    __table_args__ = (
        # The open ones by duty and due day cost the same at a million as at ten thousand (tried: `state IN` does not). What is
        # counted needs the columns behind the id, too: each row that has to be read for them lies on a page of its own.
        Index(
            "ix_application_queue",
            "duty",
            "due",
            "id",
            "state",
            "procedure",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_application_open_assignee",
            "duty",
            "assignee_id",
            "due",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_application_open_procedure",
            "duty",
            "procedure",
            "due",
            "id",
            "state",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_application_open_arrival", "duty", "arrived_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_application_state", "duty", "state", "due", "id", "decided_at"),
        Index("ix_application_book", "duty", "arrived_at", "id"),
        Index("ix_application_procedure", "procedure", "id"),
        Index("ix_application_looked_up_by", "looked_up_by", "id"),
        Index("ix_application_change", "duty", "change_number"),
        Index("ix_application_going", "duty", "id", sqlite_where=_GOING, postgresql_where=_GOING),
        Index("ix_application_unnumbered", "id", sqlite_where=_UNNUMBERED, postgresql_where=_UNNUMBERED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # the id of the draft it was: sending twice meets this key
    receipt_number: str = Field(unique=True)
    procedure: str
    version: int
    meaning: str = Field(foreign_key="definition.meaning")
    kind: str
    duty: str
    state: str
    door: str
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
    arrived_at: int = Field(sa_type=BigInteger)
    arrival_place: str
    arrival_basis: str
    stored_at: int = Field(sa_type=BigInteger)
    due: str  # ISO day; NO_DUE where nothing is promised, so that the queue sorts by one plain column
    assignee_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_summary: bytes  # name and kana, for lists
    sealed_evidence: bytes  # how identity was checked
    revision: int  # of the row: two reviewers at once are found by it
    answers_revision: int
    changed_at: int = Field(sa_type=BigInteger)
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    # The rules and the key its look-ups (`look_up`) were made with; "" = none were made yet.
    looked_up_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Where it stands among the changes that machines are told of, and the revision that got this number (store/changes).
    change_number: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    numbered: int = Field(default=-1, sa_column_kwargs={"server_default": "-1"})
