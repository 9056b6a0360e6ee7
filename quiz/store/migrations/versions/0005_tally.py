"""places without counting: the tally of rank keys"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

WIDTHS = {'hard_score': 2}
CUTS_WITHIN = {'duration': (4, 6), 'submitted_at': (6, 8, 10), 'lots': (2, 3)}
FILL = (
    'INSERT INTO tally (scope, level, prefix, shard, people)'
    ' SELECT {scope}, :level, substr(s.rank_key, 1, :cut), 0, COUNT(*)'
    ' FROM result s JOIN round r ON r.id = s.round_id WHERE r.contest_id = :contest_id'
    ' GROUP BY 1, 3'
)


def cuts(tie_breaks: list[str]) -> list[int]:
    """As the rules cut when this migration was written."""
    at = 2
    for tie_break in tie_breaks:
        if tie_break in CUTS_WITHIN:
            return [at, *(at + digits for digits in CUTS_WITHIN[tie_break])]
        at += WIDTHS[tie_break]
    return [at]


def upgrade() -> None:
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contest_id', sa.Integer(), nullable=True))
    op.get_bind().execute(sa.text(
        'UPDATE result SET contest_id ='
        ' (SELECT r.contest_id FROM round r WHERE r.id = result.round_id)'
    ))
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.alter_column('contest_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key('result_contest_id_fkey', 'contest', ['contest_id'], ['id'])
        batch_op.create_index('result_by_contest', ['contest_id', 'rank_key'])
    op.create_table('tally',
    sa.Column('scope', sa.BigInteger(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('shard', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'level', 'prefix', 'shard'),
    sqlite_with_rowid=False
    )
    connection = op.get_bind()
    for contest_id, rules in connection.execute(sa.text('SELECT id, rules FROM contest')).all():
        for level, cut in enumerate(cuts(json.loads(rules)['tie_breaks'])):
            values = {'contest_id': contest_id, 'level': level, 'cut': cut}
            for scope in ('r.id', '-r.contest_id'):
                connection.execute(sa.text(FILL.format(scope=scope)), values)


def downgrade() -> None:
    op.drop_table('tally')
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.drop_index('result_by_contest')
        batch_op.drop_constraint('result_contest_id_fkey', type_='foreignkey')
        batch_op.drop_column('contest_id')
