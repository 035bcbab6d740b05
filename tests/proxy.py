"""An nginx as operators run it: the file that the repository ships, with places of a test."""

import os
import shutil
import signal
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from etl.cluster import home
from etl.cluster.process import run
from tests.postgres import HOME, ROOT

SHIPPED = ROOT / "docs" / "nginx.conf"
AROUND = """
pid {folder}/pid;
error_log {folder}/errors.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/localpro.conf;
}}
"""
"""What a system's own `nginx.conf` says, for one who is not root."""


@dataclass(frozen=True)
class Proxy:
    """A running nginx: where it answers with TLS and without, and what it keeps."""

    tls: int
    plain: int
    folder: Path

    @property
    def trusting(self) -> ssl.SSLContext:
        """What a client trusts the certificate by."""
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    @property
    def log(self) -> str:
        """Which requests were answered."""
        return (self.folder / "requests.log").read_text()


@contextmanager
def proxied(server: int, tls: int, plain: int) -> Iterator[Proxy]:
    """Yield an nginx in front of a dashboard's port, as `localhost`.

    As root it runs as the user of the tests' PostgreSQL server.
    """
    user = home.server_user(HOME)
    folder = Path(mkdtemp(prefix="localpro-proxy-"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    made = Proxy(tls, plain, folder)
    home.give(folder / "localpro.conf", _of_a_test(made, server), user)
    home.give(folder / "nginx.conf", AROUND.format(folder=folder), user)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    request = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "1"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None
    try:
        run(["openssl", "req", *kind, *request, "-keyout", key, "-out", certificate], user=user)
        run([program, "-c", folder / "nginx.conf", "-e", folder / "errors.log"], user=user)
        yield made
    finally:
        if (folder / "pid").exists():
            os.kill(int((folder / "pid").read_text()), signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)  # the server may be removing its own


def _of_a_test(made: Proxy, server: int) -> str:
    """Return the shipped file; all that is replaced in it is what operators replace, too."""
    text = SHIPPED.read_text()
    for name, ours in {
        "https://example.org": f"https://localhost:{made.tls}",
        "server_name example.org": "server_name localhost",
        "listen 80;": f"listen 127.0.0.1:{made.plain};",
        "listen 443 ": f"listen 127.0.0.1:{made.tls} ",
        "/etc/ssl/example.org.pem": str(made.folder / "certificate.pem"),
        "/etc/ssl/private/example.org.key": str(made.folder / "key.pem"),
        "/var/log/nginx/localpro.log": str(made.folder / "requests.log"),
        "127.0.0.1:8501": f"127.0.0.1:{server}",
    }.items():
        assert name in text
        text = text.replace(name, ours)
    return text
