"""A written notice of an outcome (処理結果通知書), and the sequence of document numbers of a section and fiscal year."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class Notice(SQLModel, table=True):
    """As it was decided, for ever: what stands on it is kept sealed, so that a later reorganisation changes nothing."""

    __tablename__ = "notice"
    metadata = metadata
    # Numbers by hand and by sequence alike: nobody gives one twice, whoever decides at the same moment.
    __table_args__ = (UniqueConstraint("office", "fiscal_year", "number"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    outcome: str
    title: str
    office: str
    fiscal_year: int
    number: str  # 文書番号
    sequence: int | None = None  # None where the number was entered by hand
    decided_on: str  # 決裁日, ISO day
    effective_on: str  # 施行日
    sealed_content: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)


class NoticeCounter(SQLModel, table=True):
    """The last number that was given. It is counted up in the transaction that uses it, so that no number is lost."""

    __tablename__ = "notice_counter"
    metadata = metadata

    office: str = Field(primary_key=True)
    fiscal_year: int = Field(primary_key=True)
    last: int


class ElectronicDelivery(SQLModel, table=True):
    """That an applicant wants the notices of an application on line (電子的な送達を受ける旨の表示)."""

    __tablename__ = "electronic_delivery"
    metadata = metadata

    application_id: int = Field(
        sa_column=Column(Number, ForeignKey("application.id"), primary_key=True, autoincrement=False)
    )
    declared_by: str
    declared_at: int = Field(sa_type=BigInteger)
