"""What an author typed and has not saved: for that author alone, the last of each page of a draft."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class UnfinishedForm(Model):
    __tablename__ = "unfinished_form"
    wrapped_as = "unfinished:{draft_id}:{staff_id}:{page}"

    draft_id: int = Field(sa_type=Number, primary_key=True, foreign_key="definition_draft.id")
    staff_id: int = Field(sa_type=Number, primary_key=True, foreign_key="staff.id")
    page: str = Field(primary_key=True)  # its address below the draft's
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    typed_at: int = Field(sa_type=BigInteger)
