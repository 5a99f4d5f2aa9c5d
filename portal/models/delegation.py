"""For whom somebody else filed (委任): who, what for, since when, and whether it was shown. The principal acts with a card of their own."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class Delegation(SQLModel, table=True):
    """For whom an application was filed by somebody else. `state` claimed, verified, rejected or revoked."""

    __tablename__ = "delegation"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    kind: str  # same_household, guardian, agent, care_manager
    scope: str  # the procedure: it holds for nothing else
    starts: str  # ISO day
    sealed_people: bytes  # principal and agent, by name
    state: str
    judged_by: str = ""  # login, or that the principal said it
    judged_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_shown: bytes | None = None  # what showed it, or why it did not
    # The last day, where the paper says one; "" = with the application.
    ends: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Whose card showed that they are the principal.
    principal_id: str | None = Field(
        default=None, sa_column=Column(String, ForeignKey("person.id", ondelete="SET NULL"), nullable=True, index=True)
    )
    # Whether the principal knows that somebody filed for them: "" nobody has to say, due, told, never (protected).
    told: str = Field(default="", sa_column_kwargs={"server_default": ""})
    told_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_told: bytes | None = None  # how they were told
