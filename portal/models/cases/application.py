"""Applications (申請等) from every channel."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_OPEN = text("decided_at IS NULL")
_AT_OFFICE = text("decided_at IS NULL AND office <> ''")
_UNNUMBERED = text("numbered <> revision")
_UNNOTED = text("sealed_filing IS NOT NULL")
# States that a layout may export. SQLite uses the index only if the condition in `store.hand_overs` has the same text.
_GOING = text(
    "state IN ('examining', 'approved', 'partly', 'done', 'accepted', 'waiting', 'taken', 'repaired', 'closed')"
)


class Application(Model):
    __tablename__ = "application"
    wrapped_as = "application:{uid}"
    __table_args__ = (
        # Listing open cases by duty and due day costs the same at a million rows as at ten thousand (measured; `state IN` does
        # not). Counts also need the columns after the id: without them each row is read from a page of its own.
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
        Index("ix_application_open_state", "duty", "state", "due", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_application_open_office",
            "duty",
            "office",
            "due",
            "id",
            sqlite_where=_AT_OFFICE,
            postgresql_where=_AT_OFFICE,
        ),
        Index("ix_application_book", "duty", "arrived_at", "id"),
        Index("ix_application_procedure", "procedure", "id"),
        Index("ix_application_looked_up_by", "looked_up_by"),
        Index("ix_application_change", "duty", "change_number"),
        Index("ix_application_going", "duty", "id", sqlite_where=_GOING, postgresql_where=_GOING),
        Index("ix_application_unnoted", "id", sqlite_where=_UNNOTED, postgresql_where=_UNNOTED),
        Index("ix_application_unnumbered", "id", sqlite_where=_UNNUMBERED, postgresql_where=_UNNUMBERED),
    )

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # id of its draft; sending twice violates this key
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
    arrived_at: int = Field(sa_type=BigInteger)  # changes only by a recorded correction
    arrival_place: str
    arrival_basis: str
    stored_at: int = Field(sa_type=BigInteger)
    due: str  # ISO day; NO_DUE if nothing is promised, so that the queue sorts by one column
    assignee_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", index=True)
    key_id: str
    wrapped_key: bytes
    sealed_summary: bytes  # name and kana, for lists
    sealed_evidence: bytes  # how the identity was checked
    revision: int  # of the row; detects two reviewers at once
    answers_revision: int
    changed_at: int = Field(sa_type=BigInteger)
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    # Rules and key with which its rows in `look_up` were made; "" = none yet.
    looked_up_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Its position in the change feed for machines, and the revision that got this number (store/machines/changes).
    change_number: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    numbered: int = Field(default=-1, sa_column_kwargs={"server_default": "-1"})
    # When its draft was begun, and origins of its answers, until a job has made its `filing_figure`.
    sealed_filing: bytes | None = None
    # 受付の窓口: an id of facilities.yaml; "" where the procedure has none.
    office: str = Field(default="", sa_column_kwargs={"server_default": ""})
