"""People on whom a member must not decide; former family is deleted."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import NUMBERED_ONCE, Model, Number


class StaffRelation(Model):
    __tablename__ = "staff_relation"
    wrapped_as = "staff_relation:{uid}"
    __table_args__ = (NUMBERED_ONCE,)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data of the sealing, known before the id
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    basis: str  # self, told (declared family), register (household)
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes  # name, kana, birth, relation, number in the register
    made_at: int = Field(sa_type=BigInteger)
    asked_at: int | None = Field(default=None, sa_type=BigInteger)  # of `self`: when the register was last queried
