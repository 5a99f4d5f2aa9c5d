"""What is carried between the zones beside applications: what was thrown away, letters of campaigns and what came of them"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courier_item",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("sent_step", sa.BigInteger(), nullable=False),
        sa.Column("sent_mark", sa.String(), nullable=False),
        sa.Column("sent_in", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("there_step", sa.BigInteger(), nullable=False),
        sa.Column("taken_step", sa.BigInteger(), nullable=False),
        sa.Column("owes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_courier_item")),
    )
    op.create_index(op.f("ix_courier_item_owes"), "courier_item", ["owes"])


def downgrade() -> None:
    op.drop_table("courier_item")
