"""処理結果通知書, their numbers, and consent to electronic delivery."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class Notice(Model):
    """As decided: a later reorganisation does not change it."""

    __tablename__ = "notice"
    sealed_under = ("application",)
    # Manual and sequential numbers alike are unique, also for two simultaneous decisions.
    __table_args__ = (UniqueConstraint("office", "fiscal_year", "number"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    application_id: int = Field(sa_type=Number, foreign_key="application.id", index=True)
    outcome: str
    title: str
    office: str
    fiscal_year: int
    number: str  # 文書番号
    sequence: int | None = None  # None if the number was entered by hand
    decided_on: str  # 決裁日, ISO day
    effective_on: str  # 施行日
    sealed_content: bytes
    made_at: int = Field(sa_type=BigInteger, index=True)


class NoticeCounter(Model):
    """Incremented in the transaction that uses the number: none is lost."""

    __tablename__ = "notice_counter"

    office: str = Field(primary_key=True)
    fiscal_year: int = Field(primary_key=True)
    last: int


class ElectronicDelivery(Model):
    """電子的な送達を受ける旨の表示."""

    __tablename__ = "electronic_delivery"

    application_id: int = Field(
        sa_column=Column(Number, ForeignKey("application.id"), primary_key=True, autoincrement=False)
    )
    declared_by: str
    declared_at: int = Field(sa_type=BigInteger)
