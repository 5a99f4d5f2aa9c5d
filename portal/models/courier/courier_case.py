"""Each application's state between the zones."""

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field

from portal.models.base import Model, Number


class CourierCase(Model):
    __tablename__ = "courier_case"

    application_id: int = Field(
        sa_column=Column(
            Number, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    peer: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # 0: the other zone, else the laptop's number
    # Steps are growing instants: the later one counts.
    sent_step: int = Field(sa_type=BigInteger)  # 0 = nothing sent yet
    sent_mark: str  # SHA-256 of the content sent
    sent_in: int = Field(sa_type=BigInteger)  # number of the last package that contained it
    sent_at: int = Field(sa_type=BigInteger)
    sent_files: str  # ids, separated by spaces
    there_step: int = Field(sa_type=BigInteger)  # last step that the other side acknowledged
    there_files: str
    taken_step: int = Field(sa_type=BigInteger)  # last step received from the other side
    taken_acts: str  # mark of the applicant's acts up to then
    owes: bool = Field(index=True)  # its arrival is not yet acknowledged to the other side
    looked_at: int = Field(sa_type=BigInteger)  # when it was last compared with the content sent
