"""What a metric is, said once: shown as help on the screens and printed in docs/metrics.md."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How a metric is counted, and so how it is written."""

    COUNT = "count"
    AVERAGE = "average of counts"
    AMOUNT = "amount in one currency"
    RATIO = "ratio, shown as a percentage"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    STARS = "stars, 1 to 5"
    SCORE = "points, 0 to 100"
    INDEX = "index, 0 to 1"
    POSITION = "position in the results, 1 is first"


@dataclass(frozen=True)
class Metric:
    """One number of the product: its name in code, its label, and what it means."""

    name: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    grain: str
    source: str

    @property
    def help(self) -> str:
        """Return the explanation that a screen shows beside the number."""
        return f"{self.meaning}\n\n**Formula:** {self.formula}\n\n**Source:** `{self.source}`"
