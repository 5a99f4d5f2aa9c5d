"""宛名番号 of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM addressee_number WHERE basis = 'typed'",
    "{rows} 宛名番号 were typed by staff; the older version has no place for them.",
    "職員が入れた宛名番号が {rows} 件あり、古い版の表には入りません。",
)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "addressee_number",
        sa.Column("application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("sealed_number", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "place"),
    )
    op.create_index("ix_addressee_number_token", "addressee_number", ["token"])


def downgrade() -> None:
    op.drop_table("addressee_number")
