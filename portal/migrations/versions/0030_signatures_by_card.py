"""Signatures by card"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signed_document",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_signed_document_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_signed_document_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_document")),
        sa.UniqueConstraint("nonce", name=op.f("uq_signed_document_nonce")),
    )
    op.create_index("ix_signed_document_draft_id", "signed_document", ["draft_id"])
    op.create_index("ix_signed_document_application_id", "signed_document", ["application_id"])
    op.create_table(
        "signature",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sealed_evidence", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["signed_document.id"], name=op.f("fk_signature_document_id_signed_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )  # fmt: skip
    op.create_index("ix_signature_document_id", "signature", ["document_id"])
    op.create_index("ix_signature_person_id", "signature", ["person_id"])
    pending = sa.text("state = 'pending'")
    op.create_index(
        "ix_signature_pending_next", "signature", ["next_at"], sqlite_where=pending, postgresql_where=pending
    )
    op.create_table(
        "signature_trip",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature_id", _NUMBER, nullable=False),
        sa.Column("sealed_trip", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signature.id"],
            name=op.f("fk_signature_trip_signature_id_signature"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_signature_trip")),
    )
    op.create_index("ix_signature_trip_signature_id", "signature_trip", ["signature_id"])


def downgrade() -> None:
    op.drop_table("signature_trip")
    op.drop_table("signature")
    op.drop_table("signed_document")
