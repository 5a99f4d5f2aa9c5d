"""When a period that stands was due, objections to a decision, and what is left of whom nobody can tell any more"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "past_case",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("arrived", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_past_case")),
    )
    op.create_index("ix_past_case_procedure", "past_case", ["duty", "procedure", "month"])
    op.create_table(
        "appeal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("filed_on", sa.String(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("noted_by", _NUMBER, nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_on", sa.String(), server_default="", nullable=False),
        sa.Column("result", sa.String(), server_default="", nullable=False),
        sa.Column("settled_by", _NUMBER, nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_appeal_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_appeal_noted_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_appeal_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("application_id", "once", name=op.f("uq_appeal_application_id_once")),
    )
    op.add_column("disposal_line", sa.Column("sent", sa.String(), server_default="", nullable=False))
    op.add_column("forwarding", sa.Column("due", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("forwarding", "due")
    op.drop_column("disposal_line", "sent")
    op.drop_table("appeal")
    op.drop_table("past_case")
