"""Written notices of outcomes, their numbers, and who wants them on line"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_notice_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("office", "fiscal_year", "number", name=op.f("uq_notice_office_fiscal_year_number")),
    )
    op.create_index(op.f("ix_notice_application_id"), "notice", ["application_id"])
    op.create_table(
        "notice_counter",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "fiscal_year", name=op.f("pk_notice_counter")),
    )
    op.create_table(
        "electronic_delivery",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_electronic_delivery_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_electronic_delivery")),
    )


def downgrade() -> None:
    op.drop_table("electronic_delivery")
    op.drop_table("notice_counter")
    op.drop_table("notice")
