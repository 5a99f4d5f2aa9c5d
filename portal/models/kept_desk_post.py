"""What a member of staff sent when their session had ended: kept until they have signed in again, for a day."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class KeptDeskPost(SQLModel, table=True):
    """The last one for each address. Only whoever held the session that ended sees it."""

    __tablename__ = "kept_desk_post"
    metadata = metadata

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    path: str = Field(primary_key=True)
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)
