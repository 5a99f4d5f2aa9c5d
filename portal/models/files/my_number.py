"""個人番号 under a separate key ring; answers hold the id."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class MyNumber(Model):
    __tablename__ = "my_number"
    wrapped_as = "{id}"
    key_ring = "numbers"
    # Of two clerks who enter the same person's number, the second fails. Rows of applicants have no `whose`. Each part of a
    # bundle has its own row with the same id, so that equal answers hold the same reference.
    __table_args__ = (
        UniqueConstraint("application_id", "whose"),
        UniqueConstraint("id", "draft_id"),
        UniqueConstraint("id", "application_id"),
    )

    key: int | None = Field(default=None, sa_type=Number, primary_key=True)
    id: str
    draft_id: str | None = Field(default=None, foreign_key="draft.id", ondelete="CASCADE", index=True)
    application_id: int | None = Field(
        default=None, sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True
    )
    whose: str | None = None  # entered by staff: the person of the application
    key_id: str
    wrapped_key: bytes
    sealed: bytes
    made_at: int = Field(sa_type=BigInteger)
    made_by: str = ""  # login of the member who entered it
