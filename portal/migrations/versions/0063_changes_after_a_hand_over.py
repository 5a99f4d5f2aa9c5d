"""What changed after it was handed over, for layouts that ask for differences; hand-overs by the clock"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hand_over_change",
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("answers_revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("batch_id", _NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_hand_over_change_application_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["export_batch.id"], name=op.f("fk_hand_over_change_batch_id")),
        sa.PrimaryKeyConstraint(
            "layout", "application_id", "answers_revision", "change", name=op.f("pk_hand_over_change")
        ),
    )
    for column in ("application_id", "batch_id"):
        op.create_index(op.f(f"ix_hand_over_change_{column}"), "hand_over_change", [column])
    op.create_table(
        "batch_run",
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("layout", "duty", "slot", name=op.f("pk_batch_run")),
    )


def downgrade() -> None:
    op.drop_table("batch_run")
    op.drop_table("hand_over_change")
