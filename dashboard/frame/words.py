"""What the bar above every screen says."""

from collections.abc import Mapping

from queries.filters import Compare
from queries.presets import Preset

PRODUCT = "LocalPro Analytics"

PERIODS: Mapping[Preset, str] = {
    Preset.TODAY: "Today",
    Preset.YESTERDAY: "Yesterday",
    Preset.LAST_7_DAYS: "Last 7 days",
    Preset.LAST_28_DAYS: "Last 28 days",
    Preset.LAST_30_DAYS: "Last 30 days",
    Preset.LAST_90_DAYS: "Last 90 days",
    Preset.WEEK_TO_DATE: "This week",
    Preset.MONTH_TO_DATE: "This month",
    Preset.QUARTER_TO_DATE: "This quarter",
    Preset.YEAR_TO_DATE: "This year",
    Preset.LAST_WEEK: "Last week",
    Preset.LAST_MONTH: "Last month",
    Preset.LAST_QUARTER: "Last quarter",
    Preset.LAST_YEAR: "Last year",
    Preset.THIS_FINANCIAL_YEAR: "This financial year",
    Preset.LAST_FINANCIAL_YEAR: "Last financial year",
    Preset.ALL_TIME: "All time",
}
CUSTOM_PERIOD = "Custom dates"

COMPARISONS: Mapping[Compare, str] = {
    Compare.PREVIOUS: "Previous period",
    Compare.MONTH: "Same days last month",
    Compare.YEAR: "Same days last year",
    Compare.WEEKDAYS: "Same weekdays last year",
    Compare.CUSTOM: "Days from …",
    Compare.NONE: "No comparison",
}

LABELS = {"period": "Period", "compare": "Compare with"}
DATES, AGAINST = "Dates", "Compare with days from"
FILTERS, RESET = "Filters", "Reset filters"
COPY_LINK = "Copy link"
PRINT = "Print"
THIS_VIEW = "This view, always of {}"
THESE_DATES = "This view, of {} for good"
FIX_DATES = "Fix these dates"
VIEWS, SAVED_VIEW, OPEN, DELETE = "Views", "Saved view", "Open", "Delete"
NO_VIEWS = "Nothing is saved yet. Save what is seen now under a name."
VIEW_NAME, SHARE_IT, SAVE = "Name", "Share with all", "Save this view"
SHARE, SHARE_NO_MORE = "Share with all", "Share no more"
MAKE_HOME, LEAVE_HOME = "Begin with it", "Begin with the overview again"
SHARED_BY = "{} · by {}"
SOMEBODY = "somebody"
NO_SUCH_SCREEN = "The view {} is of a screen that there is not, or not for you."
BACK_TO = "Back to {}"
OVERLAP = "not compared: the days before would be days of this period"
