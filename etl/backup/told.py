"""What a restore tells a person: how far it came, what is in there, and how to reach it."""

from collections.abc import Iterator

from etl.archive.store import Store
from etl.backup import contents
from etl.backup.restore import Restored
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.db import connect


def told(restored: Restored, archive: Store) -> Iterator[str]:
    """Yield the lines."""
    yield f"Restored {restored.base.name} in {restored.seconds:.1f} s (RTO)."
    yield f"The last change in it is of {restored.reached:%Y-%m-%d %H:%M:%S.%f %Z}."
    with connect(lifecycle.addresses(restored.place).url(Role.OWNER)) as connection:
        version = contents.version(connection)
        for name, count in contents.counts(connection).items():
            yield f"{count:>12,}  {name}"
        yield (
            f"Data version {version.version_id}, as of {version.as_of:%Y-%m-%d %H:%M:%S %Z}."
            if version
            else "No data version is published in it."
        )
        weeks, apart = contents.weeks_apart(connection, archive)
        yield f"It knows {weeks} archived weeks; {archive.root} " + (
            f"does not have {', '.join(apart)} as it knows them." if apart else "has them all."
        )
    var = restored.place.var
    yield f"`LOCALPRO_VAR_DIR={var} localpro url` says how to reach it, `… down` stops it."
