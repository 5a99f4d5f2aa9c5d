"""Accounts of companies and what each may do."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "company_member",
        sa.Column("id", number, primary_key=True),
        sa.Column("company_id", sa.String(), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("signed_in_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_index("ix_company_member_company_id", "company_member", ["company_id"])
    op.create_table(
        "company_right",
        sa.Column("id", number, primary_key=True),
        sa.Column("member_id", number, sa.ForeignKey("company_member.id", ondelete="CASCADE"), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("given_by", number, nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", number),
        sa.Column("ended_at", sa.BigInteger()),
    )
    op.create_index("ix_company_right_member_id", "company_right", ["member_id"])


def downgrade() -> None:
    op.drop_table("company_right")
    op.drop_table("company_member")
