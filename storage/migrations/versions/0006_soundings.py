"""soundings of several questions and shapes, named answers, series, and answers in free text"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _wishes()
    _polls()
    _questions()
    _counts()
    _rolls()
    _words()
    op.drop_table("poll_options")
    op.drop_table("poll_roll")


def _wishes() -> None:
    with op.batch_alter_table("wishes") as table:
        table.add_column(sa.Column("soundings", sa.Boolean(), nullable=False, server_default=sa.false()))


def _polls() -> None:
    with op.batch_alter_table("polls") as table:
        table.add_column(sa.Column("audience", sa.String(), nullable=False, server_default="all"))
        table.add_column(sa.Column("roster", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("remind", sa.String(), nullable=False, server_default="missing"))
        table.add_column(sa.Column("salt", sa.String(), nullable=True))
        table.add_column(sa.Column("recall", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("series", sa.String(), nullable=True))
        table.add_column(sa.Column("run", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("outcome", sa.Text(), nullable=True))
        table.create_index("ix_polls_series", ["partnership", "series"])


def _questions() -> None:
    op.create_table(
        "poll_questions",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"]),
        sa.PrimaryKeyConstraint("poll", "position"),
    )
    op.execute(
        "INSERT INTO poll_questions (poll, position, words, shape, unit) SELECT id, 1, question, 'choice', '' FROM polls"
    )


def _counts() -> None:
    op.create_table(
        "poll_counts",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"]),
        sa.PrimaryKeyConstraint("poll", "question", "part", "answer"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO poll_counts (poll, question, part, answer, position, votes) "
        "SELECT poll, 1, '', words, position, votes FROM poll_options ORDER BY poll, words"
    )


def _rolls() -> None:
    op.create_table(
        "poll_rolls",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"]),
        sa.PrimaryKeyConstraint("poll", "question", "voice"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO poll_rolls (poll, question, voice) SELECT poll, 1, voice FROM poll_roll ORDER BY poll, voice"
    )


def _words() -> None:
    op.create_table(
        "poll_ballots",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"]),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("poll", "question", "voice"),
    )
    op.create_table(
        "poll_words",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_poll_words_poll", "poll_words", ["poll"])


def downgrade() -> None:
    raise RuntimeError("Restore the backup that was made before the upgrade.")
