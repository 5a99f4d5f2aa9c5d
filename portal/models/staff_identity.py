"""Who a member of staff is at the city's own provider. (issuer, subject) is the same person for ever."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class StaffIdentity(SQLModel, table=True):
    """Who a member of staff is at the city's own provider. (issuer, subject) is the same person for ever."""

    __tablename__ = "staff_identity"
    metadata = metadata

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
