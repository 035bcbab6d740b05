"""What the doctor found about one thing: well, or what is wrong and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report. `remedy` is empty when all is well."""

    subject: str
    state: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done."""
        return not self.remedy

    def __str__(self) -> str:
        """Return the line as the command prints it."""
        if self.is_well:
            return f"ok       {self.subject}: {self.state}"
        return f"PROBLEM  {self.subject}: {self.state}. {self.remedy}"
