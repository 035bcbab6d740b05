"""The nightly check of the archive: a few weeks a night, each of them once in the rotation."""

from datetime import timedelta

from etl.archive.report.compare import report
from etl.archive.store import Store
from etl.archive.weeks import known_weeks
from etl.db import connect
from etl.errors import ArchiveError
from etl.ledger import in_ledger
from etl.rotation import is_turn, today


def check(store: Store, url: str | None = None) -> list[str]:
    """Compare tonight's weeks with what is published and return their names.

    Weeks that were restored are left out: their rows are in the database, `verify` sees to them.
    Raises ArchiveError, which stays in the ledger, when any of the weeks cannot be read or differs.
    """
    with (
        in_ledger("archive check", {"store": store.root}, url) as run,
        connect(url, application_name="localpro archive check") as connection,
    ):
        tonight = today(connection)
        weeks = [
            week
            for week in known_weeks(connection)
            if week.state == "archived" and is_turn(week.first_day, tonight)
        ]
        connection.commit()
        wrong = []
        run.row_count = 0
        for week in weeks:
            try:
                found = report(store, week.first_day, week.first_day + timedelta(days=6), url)
                run.row_count += sum(each.rows for each in found)
            except ArchiveError as error:
                wrong.append(f"{week.week}: {error}")
        if wrong:
            raise ArchiveError("; ".join(wrong))
        return [week.week for week in weeks]
