"""Writes etl/rollups/capture.sql: change capture, as `etl.rollups.sources` declares it.

`make capture` runs it; a test says when that was forgotten.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from textwrap import fill, indent

from etl.rollups.sources import SOURCES, VERSION, Mark, Source

FILE = Path(__file__).with_suffix(".sql")

HEADER = """\
-- Made by `make capture` from etl/rollups/sources.py: change that, not this.
-- Whoever writes a row marks what it counts in, by each of its versions that came or went.
"""
FUNCTION = """
CREATE FUNCTION etl.mark_{source}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN{body}
    RETURN NULL;
END;
$$;
"""
WHEN = """
    IF TG_OP OPERATOR(pg_catalog.{operator}) '{event}' THEN{body}
    END IF;"""
CHANGED = "(SELECT {columns} FROM new_rows EXCEPT SELECT {columns} FROM old_rows) AS changed"
WIDTH = 92
DONE = """
    RETURN NULL;"""
EVENTS = {
    "inserted": ("INSERT", "NEW TABLE AS new_rows"),
    "updated": ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    "deleted": ("DELETE", "OLD TABLE AS old_rows"),
}
"""What befalls rows: the event, and what its trigger is given."""
TRIGGER = """
CREATE TRIGGER {source}_mark_{befallen} AFTER {event} ON {table}
REFERENCING {given}
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_{source}();
"""
TRUNCATED = """
CREATE TRIGGER {source}_mark_truncated AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();
"""
MOVING = """
-- A MERGE that moves a row to another partition tells no trigger of statements. Before, since a row
-- that moves is deleted there and inserted here.
CREATE FUNCTION etl.mark_moved_{source}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN{body}
    RETURN NEW;
END;
$$;

CREATE TRIGGER {source}_mark_moved BEFORE UPDATE ON {table}
FOR EACH ROW WHEN (NEW.{by} IS DISTINCT FROM OLD.{by})
EXECUTE FUNCTION etl.mark_moved_{source}();
"""
WHOLE = """
CREATE TRIGGER {source}_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();
"""
ALWAYS = """
ALTER TABLE {table}
{triggers};
"""
"""Marks are written whoever writes: also by a session that replays changes (a restore, a copy).
Whatever switched a trigger off and on again has taken this from it, and the doctor sees that."""
MOMENTS = """
-- All moments at which anything of a booking counts, whatever holds them.
CREATE VIEW etl.booking_moments AS
{branches};
"""
BRANCH = """\
SELECT
    '{name}' AS relation, id, {booking} AS booking_id,
    '{moment}' AS field, {moment} AS at
FROM {table}{where}"""
VERSIONS = """
-- Those of the versions of bookings that came or went.
CREATE VIEW etl.version_moments AS
SELECT version.booking_id, version.provider_id, version.service_type, version.currency,
    version.change, moment.field, moment.at
FROM etl.booking_versions AS version
CROSS JOIN LATERAL (
    VALUES
        {moments}
) AS moment (field, at);
"""
AT_FIRST = """
-- What is here already was never marked.
INSERT INTO etl.day_marks (source)
VALUES
    {sources};
"""


def written() -> str:
    """Return what capture.sql is to hold."""
    captured = (text for source in SOURCES for text in _captured(source))
    sources = ",\n    ".join(f"('{source.name}')" for source in SOURCES)
    return "".join((HEADER, *captured, _moments(), AT_FIRST.format(sources=sources)))


def _captured(source: Source) -> Iterator[str]:
    names = {"source": source.name, "table": source.table}
    triggers = ["mark_truncated"] if source.marks else ["mark"]
    if source.marks:
        yield FUNCTION.format(body=_body(source), **names)
    for befallen in _befallen(source):
        event, given = EVENTS[befallen]
        triggers.append(f"mark_{befallen}")
        yield TRIGGER.format(befallen=befallen, event=event, given=given, **names)
    yield (TRUNCATED if source.marks else WHOLE).format(**names)
    if by := source.partitioned_by:
        triggers.append("mark_moved")
        rows = f"(VALUES (OLD.{by}), (NEW.{by})) AS moved ({by})"
        body = "".join(_append(source, mark, rows, mark.came) for mark in source.marks)
        yield MOVING.format(body=body, by=by, **names)
    enabled = (f"    ENABLE ALWAYS TRIGGER {source.name}_{trigger}" for trigger in triggers)
    yield ALWAYS.format(table=source.table, triggers=",\n".join(enabled))


def _befallen(source: Source) -> Collection[str]:
    if not source.marks:
        return ()
    return ("updated",) if source.counts_through_others else EVENTS


def _body(source: Source) -> str:
    read = _of_what_is_read(source) if source.read else ""
    if source.counts_through_others:
        return read
    went = "".join(_append(source, mark, "old_rows", mark.went) for mark in source.marks)
    came = "".join(_append(source, mark, "new_rows", mark.came) for mark in source.marks)
    return read + _when("<>", "INSERT", went) + _when("<>", "DELETE", came)


def _when(operator: str, event: str, body: str) -> str:
    return WHEN.format(operator=operator, event=event, body=indent(body, "    "))


def _of_what_is_read(source: Source) -> str:
    """What an update appends where only some columns count: nothing of rows that keep them."""
    columns = ", ".join(("id", *source.read))
    rows = CHANGED.format(columns=columns)
    changed = "".join(_append(source, mark, rows, mark.came) for mark in source.marks)
    return _when("=", "UPDATE", changed + DONE)


def _append(source: Source, mark: Mark, rows: str, beside: Mapping[str, str]) -> str:
    """A statement that appends to the marks what they say of these rows."""
    appended = {**mark.always, **beside}
    lines = [
        f"INSERT INTO etl.{mark.table} ({', '.join(appended)})",
        f"SELECT {', '.join(appended.values())}",
        f"FROM {rows}",
        *([f"WHERE {source.where}"] if source.where else []),
    ]
    wrapped = (fill(line, WIDTH, subsequent_indent="    ") for line in lines)
    return "\n" + indent("\n".join(wrapped), "    ") + ";"


def _moments() -> str:
    branches = "\nUNION ALL\n".join(
        BRANCH.format(
            name=source.name,
            booking=source.booking,
            moment=moment,
            table=source.table,
            where=f"\nWHERE {source.where}" if source.where else "",
        )
        for source in SOURCES
        for moment in source.moments
    )
    moments = ",\n        ".join(f"('{moment}', version.{moment})" for moment in VERSION)
    return MOMENTS.format(branches=branches) + VERSIONS.format(moments=moments)


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
