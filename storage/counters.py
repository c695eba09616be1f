"""Short stable numbers for things people talk about: poll 12, action A42."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.tables import CounterRow


def following(db: Session, partnership: str, name: str) -> int:
    """The next number of a partnership, locked until the commit so that two processes never share one."""
    bump = (
        update(CounterRow)
        .where(CounterRow.partnership == partnership, CounterRow.name == name)
        .values(value=CounterRow.value + 1)
        .returning(CounterRow.value)
    )
    value = db.scalar(bump)
    if value is not None:
        return value
    db.add(CounterRow(partnership=partnership, name=name, value=1))
    db.flush()
    return 1
