"""an entry stands in two trees instead of four: itself by its number, and one index by attempt"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

COLUMNS = 'round_id, number, kind, at, attempt_id, seq, question, choice, body, hash'
TABLE = (
    'CREATE TABLE entry_anew (round_id INTEGER NOT NULL, number INTEGER NOT NULL,'
    ' kind VARCHAR NOT NULL, at BIGINT NOT NULL, attempt_id INTEGER, seq BIGINT, question INTEGER,'
    ' choice VARCHAR, body VARCHAR, hash VARCHAR NOT NULL, PRIMARY KEY (round_id, number),'
    ' FOREIGN KEY(round_id) REFERENCES round (id)){rowid}'
)
SOME = sa.text('seq IS NOT NULL')


def rebuild(rowid: str) -> None:
    """SQLite cannot change how a table is kept."""
    op.execute(TABLE.format(rowid=rowid))
    op.execute(f'INSERT INTO entry_anew ({COLUMNS}) SELECT {COLUMNS} FROM entry')
    op.execute('DROP TABLE entry')
    op.execute('ALTER TABLE entry_anew RENAME TO entry')


def upgrade() -> None:
    op.drop_index('entries_of_an_attempt', table_name='entry')
    op.drop_index('one_entry_a_seq', table_name='entry')
    if op.get_bind().dialect.name == 'sqlite':
        rebuild(' WITHOUT ROWID')
    op.create_index('one_entry_a_seq', 'entry', ['attempt_id', 'seq'], unique=True)


def downgrade() -> None:
    op.drop_index('one_entry_a_seq', table_name='entry')
    if op.get_bind().dialect.name == 'sqlite':
        rebuild('')
    op.create_index('one_entry_a_seq', 'entry', ['attempt_id', 'seq'], unique=True, sqlite_where=SOME, postgresql_where=SOME)
    op.create_index('entries_of_an_attempt', 'entry', ['attempt_id', 'number'])
