"""文書番号 and 決裁日 that came back from the city's own 電子決裁 or 文書管理, for the notice of an outcome that is not given yet."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class DocumentNumber(SQLModel, table=True):
    """One an application: the last that came. Used by its outcome, unless another is entered there."""

    __tablename__ = "document_number"
    metadata = metadata
    __table_args__ = (UniqueConstraint("office", "fiscal_year", "number"),)

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    office: str
    fiscal_year: int
    number: str
    decided_on: str
    entered_by: int = Field(sa_type=Number, foreign_key="staff.id")
    entered_at: int = Field(sa_type=BigInteger)
