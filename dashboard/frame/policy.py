"""What every answer tells browsers: load from here only, show in no frame, guess no types."""

import base64
import hashlib
import re
from pathlib import Path

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
WASM = "'wasm-unsafe-eval'"
"""Maps compile a module of their own; text still becomes no code."""

NOWHERE = ("camera", "geolocation", "microphone", "payment", "usb")


def headers(index: Path, map_style: str | None = None) -> dict[str, str]:
    """Return the headers for a page whose only inline scripts are those of the file `index`.

    A map style may name tiles anywhere, so with one, pictures and data may come from elsewhere.
    """
    return {
        "Content-Security-Policy": "; ".join(
            f"{name} {value}" for name, value in _content(index, map_style).items()
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in NOWHERE),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _content(index: Path, map_style: str | None) -> dict[str, str]:
    tiles = " https: http:" if map_style else ""
    return {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", WASM, *_hashes(index.read_text("utf-8"))]),
        "style-src": "'self' 'unsafe-inline'",  # Emotion and Plotly write their styles as they go
        "img-src": f"'self' data: blob:{tiles}",
        "font-src": "'self' data:",
        "connect-src": f"'self' data: blob:{tiles}",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def _hashes(page: str) -> list[str]:
    digests = [hashlib.sha256(script.encode()).digest() for script in INLINE.findall(page)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
