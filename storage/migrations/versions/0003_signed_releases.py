"""signed releases: keys, verdicts, standing approvals; which posts cite a release; a person's last questions"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loader_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership", "public_key"),
    )
    op.create_table(
        "standing_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("declaration_hash", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_standing_approvals_measure", "standing_approvals", ["partnership", "measure"])
    op.add_column("releases", sa.Column("signature", sa.Text(), nullable=True))
    op.add_column("releases", sa.Column("loader_key", sa.Integer(), nullable=True))
    op.add_column("releases", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("releases", sa.Column("judged_with", sa.JSON(), nullable=True))
    op.add_column("releases", sa.Column("out_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("releases", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("posts", sa.Column("under", sa.Integer(), nullable=True))
    op.add_column("posts", sa.Column("attached", sa.JSON(), nullable=True))
    op.create_table(
        "citations",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("post", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.id"]),
        sa.ForeignKeyConstraint(["post"], ["posts.id"]),
        sa.PrimaryKeyConstraint("release", "post"),
    )
    op.create_index("ix_citations_post", "citations", ["post"])
    op.create_index("ix_audit_person", "audit", ["partnership", "person", "id"])


def downgrade() -> None:
    raise RuntimeError("Restore the backup that was made before the upgrade.")
