"""LINE accounts that residents linked, to sign in with: one per person, and one person per account."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class LineAccount(Model):
    __tablename__ = "line_account"

    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    account_hash: bytes = Field(unique=True)  # keyed; the account itself is kept nowhere for this
    linked_at: int = Field(sa_type=BigInteger)
