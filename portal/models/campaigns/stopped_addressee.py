"""People whom a duty no longer invites; outlives the campaign."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class StoppedAddressee(Model):
    __tablename__ = "stopped_addressee"
    wrapped_as = "stop:{mark}"
    __table_args__ = (UniqueConstraint("duty", "mark"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    duty: str
    mark: bytes  # keyed hash of name and birth
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes  # name, for the list
    staff_login: str
    made_at: int = Field(sa_type=BigInteger)
