"""委任: applications filed for another person."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class Delegation(Model):
    __tablename__ = "delegation"
    sealed_under = ("application",)

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    kind: str  # same_household, guardian, agent, care_manager
    scope: str  # the procedure; after it the acts, where the procedure asks for them
    starts: str  # ISO day
    sealed_people: bytes  # names of principal and agent
    state: str  # claimed, verified, rejected, revoked
    judged_by: str = ""  # login, or the principal
    judged_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_shown: bytes | None = None  # evidence, or why it was not accepted
    # Last day if the paper has one; "" = ends with the application.
    ends: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Person whose card identified them as the principal.
    principal_id: str | None = Field(
        default=None, sa_column=Column(String, ForeignKey("person.id", ondelete="SET NULL"), nullable=True, index=True)
    )
    # Whether the principal was informed of the filing: "" (not required), due, told, never (protected).
    informed: str = Field(default="", sa_column_kwargs={"name": "told", "server_default": ""})
    told_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_told: bytes | None = None  # how they were informed
