"""A short code that opens a draft elsewhere: for its owner on another device, or for somebody who helps."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class DraftCode(SQLModel, table=True):
    """A short code that opens a draft elsewhere. The code itself is nowhere: it is made again from `seed` by a key that the
    database does not have. It goes with its draft."""

    __tablename__ = "draft_code"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    draft_id: str = Field(
        sa_column=Column(String, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    rights: str  # whole (its owner elsewhere), edit or view (who helps)
    seed: bytes
    code_hash: bytes = Field(unique=True)
    known_hash: bytes  # of the fact that is asked beside the code
    sealed_name: bytes | None = None  # who helps, as the owner calls them
    failures: int = Field(sa_type=BigInteger)
    made_at: int = Field(sa_type=BigInteger)
    ends_at: int | None = Field(default=None, sa_type=BigInteger)
    allowed: str = ""  # the steps that who helps may see and fill in, spaces between
    used_at: int | None = Field(default=None, sa_type=BigInteger)  # a helper's code opens once
