"""The family of errors that the ETL raises: one line says what happened and what to do."""


class LocalProError(Exception):
    """Something went wrong that a person can act on. The message is shown without a traceback."""

    is_expected = True


class SettingsError(LocalProError):
    """A setting is missing or has a value that cannot work."""


class PooledError(LocalProError):
    """The address of the database leads to a connection pooler."""

    def __init__(self) -> None:
        super().__init__(
            "the database's address leads through a connection pooler (such as PgBouncer):"
            " the ETL needs the server's own, since its locks and settings are those of a session"
        )


class ClusterError(LocalProError):
    """The private PostgreSQL cluster cannot be installed, created, started or reached."""


class MigrationError(LocalProError):
    """The schema cannot be brought to the wanted revision."""


class LoadError(LocalProError):
    """Seed, reference or synthetic data cannot be loaded."""


class PartitionError(LocalProError):
    """Partitions cannot be made as asked."""


class ClockError(LocalProError):
    """The clock is too far from all that happened to drop anything by it; nothing was dropped."""


class RefreshError(LocalProError):
    """A data version cannot be published."""


class VerifyError(LocalProError):
    """What is published is not what the sources say."""


class ArchiveError(LocalProError):
    """A week of searches cannot be archived, verified or restored; nothing was dropped."""


class AdoptError(LocalProError):
    """A marketplace that is there cannot be adopted as it is; nothing of it is lost."""


class BackupError(LocalProError):
    """A backup cannot be made, verified or restored; those made before are as they were."""


class MaintenanceError(LocalProError):
    """Upkeep lacks what it needs; nothing was changed."""


class ReputationError(LocalProError):
    """Scores cannot be recalculated or explained."""


class AccessError(LocalProError):
    """Somebody cannot be let in, changed or removed as asked."""


class BusyError(LocalProError):
    """Another process is already doing this job."""


class InUseError(LocalProError):
    """Others use a table for longer than a job may wait; the next run continues."""
