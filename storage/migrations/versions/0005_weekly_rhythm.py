"""the weekly rhythm: drafts of the digest, notes that can be withdrawn, who is away, what people want to get"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _weeknotes()
    _digests()
    _wishes()
    _sent()


def _weeknotes() -> None:
    with op.batch_alter_table("weeknotes") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="note"))
        table.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        for name in ("platform", "address", "message", "link"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        table.create_index("ix_weeknotes_message", ["platform", "address", "message"])
    op.create_table(
        "weeknote_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"]),
        sa.ForeignKeyConstraint(["offered_by"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_weeknote_offers_partnership", "weeknote_offers", ["partnership"])


def _digests() -> None:
    """Digests of before were posted as they were made."""
    with op.batch_alter_table("digests") as table:
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="approved"))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("editor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("lines", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("files", sa.String(), nullable=False, server_default="none"))
        table.add_column(sa.Column("hold", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_digests_files", ["files", "hold"])


def _wishes() -> None:
    op.create_table(
        "aways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_aways_person", "aways", ["partnership", "person"])
    op.create_table(
        "wishes",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("person", "platform"),
    )
    op.create_index("ix_wishes_partnership", "wishes", ["partnership"])


def _sent() -> None:
    with op.batch_alter_table("occurrences") as table:
        table.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("posts") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        for name in ("made_at", "due_at", "told_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_posts_reference", ["platform", "address", "reference"])
        table.create_index("ix_posts_counted", ["partnership", "kind", "made_at"])
    waiting = sa.text("state IN ('due', 'sending')")
    op.create_index(
        "ix_posts_waiting",
        "posts",
        ["platform", "address", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "outages",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform"),
    )
    with op.batch_alter_table("places") as table:
        table.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("site", sa.String(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Restore the backup that was made before the upgrade.")
