"""Drawings of times: what they close, and which winners have booked."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM drawing WHERE use_to <> ''",
    "{rows} drawings are of times; the older version would offer these to everybody.",
    "時間の抽選が {rows} 件あり、古い版は、その時間をだれにでも出してしまいます。",
)


def upgrade() -> None:
    for name in ("resources", "use_from", "use_to"):
        op.add_column("drawing", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("drawing", sa.Column("confirm_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("drawing_entry", sa.Column("booked_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("drawing_entry", "booked_at")
    for name in ("confirm_days", "use_to", "use_from", "resources"):
        op.drop_column("drawing", name)
