"""Whom a member of staff must not decide on: themselves, whom they told of as their family, and who lives with them by the register."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffRelation(SQLModel, table=True):
    """One person, deleted when it does not hold any more: what a colleague's family looked like once is nobody's business."""

    __tablename__ = "staff_relation"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # binds what is sealed before the number is known
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    basis: str  # self, told, register
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes  # name, kana, birth, how related, number in the register
    made_at: int = Field(sa_type=BigInteger)
    asked_at: int | None = Field(default=None, sa_type=BigInteger)  # of `self`: when the register was last asked
