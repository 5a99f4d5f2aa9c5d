"""Each address's last form after a session ended, a day for the same member."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class KeptDeskPost(Model):
    __tablename__ = "kept_desk_post"
    wrapped_as = "kept desk:{staff_id}:{path}"

    staff_id: int = Field(sa_type=Number, foreign_key="staff.id", primary_key=True)
    path: str = Field(primary_key=True)
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)
