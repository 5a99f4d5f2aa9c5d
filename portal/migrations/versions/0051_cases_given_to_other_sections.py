"""Cases given to other sections"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("from_duty", sa.String(), nullable=False),
        sa.Column("to_duty", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("offered_by", _NUMBER, nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("ended_by", _NUMBER, nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_transfer_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_transfer_ended_by")),
        sa.ForeignKeyConstraint(["offered_by"], ["staff.id"], name=op.f("fk_transfer_offered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("application_id", "once", name=op.f("uq_transfer_application_id_once")),
    )
    op.create_index("ix_transfer_offered", "transfer", ["state", "to_duty", "id"])


def downgrade() -> None:
    op.drop_table("transfer")
