"""The last 文書番号 and 決裁日 of 電子決裁 or 文書管理."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class DocumentNumber(Model):
    __tablename__ = "document_number"
    __table_args__ = (UniqueConstraint("office", "fiscal_year", "number"),)

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    office: str
    fiscal_year: int
    # Used by the outcome, unless another number is entered there.
    number: str
    decided_on: str
    entered_by: int = Field(sa_type=Number, foreign_key="staff.id")
    entered_at: int = Field(sa_type=BigInteger)
