"""利用券 and 口座振替."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "coupon",
        sa.Column("id", number, primary_key=True),
        sa.Column("application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.String(), nullable=False),
        sa.Column("last_on", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.UniqueConstraint("application_id", "made_at"),
    )
    op.create_table(
        "coupon_shop",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
    )
    op.create_index("ix_coupon_shop_procedure", "coupon_shop", ["procedure"])
    op.create_table(
        "coupon_use",
        sa.Column("id", number, primary_key=True),
        sa.Column("coupon_id", number, sa.ForeignKey("coupon.id", ondelete="CASCADE"), nullable=False),
        sa.Column("shop_id", sa.String(), sa.ForeignKey("coupon_shop.id"), nullable=False),
        sa.Column("once", sa.String(), nullable=False, unique=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
    )
    op.create_index("ix_coupon_use_coupon_id", "coupon_use", ["coupon_id"])
    op.create_index("ix_coupon_use_shop_id", "coupon_use", ["shop_id", "day"])
    op.create_table(
        "debit",
        sa.Column("id", number, primary_key=True),
        sa.Column("number", sa.String(), nullable=False, unique=True),
        sa.Column("application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sealed_account", sa.LargeBinary()),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_debit_application_id", "debit", ["application_id"])
    for name, column, unique in (("ix_debit_one_open", "application_id", True), ("ix_debit_open", "asked_at", False)):
        op.create_index(name, "debit", [column], unique=unique, sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    for table in ("debit", "coupon_use", "coupon_shop", "coupon"):
        op.drop_table(table)
