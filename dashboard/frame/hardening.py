"""How Streamlit is set, whatever its files and the environment say: one list, for every process."""

from collections.abc import Mapping
from types import MappingProxyType

from streamlit import config

HARDENED: Mapping[str, object] = MappingProxyType(
    {
        # What comes from outside
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "lax",
        "server.enableCORS": True,
        "server.corsAllowedOrigins": [],
        "server.trustedUserHeaders": {},  # a header would be anybody, past the sign-in
        "server.maxUploadSize": 1,  # megabytes; nothing is uploaded, and the gate has no such route
        "server.maxWidgetStateSize": 1,
        "client.allowedOrigins": [],  # pages that may hold this one in a frame
        # What is served besides the screens
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.scriptHealthCheckEnabled": False,
        "server.unsafeMetricsUserAttributes": [],
        # What is told
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,  # neither complete nor safe; tables have their own
        "global.developmentMode": False,
        # What runs
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.allowRunOnSave": False,
        "server.headless": True,
        "runner.magicEnabled": False,
        "runner.postScriptGC": False,  # after each run, at all that is kept, in everybody's time
    }
)
"""Options of Streamlit by name; `docs/access.md` says why."""


def harden() -> None:
    """Set every option: files and variables of the environment come second."""
    config.get_config_options()
    for name, value in HARDENED.items():
        config.set_option(name, value)
