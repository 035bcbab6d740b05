"""Where backups are: a folder, or a bucket of any S3-compatible service that holds a copy of it.

boto3 writes a name only where there is none (`If-None-Match`), sends large files in parts that
count when the last is there, and lets the service compare a SHA-256 of what came; the file systems
of pyarrow, which the archive of searches uses, can do none of that.
"""

import hashlib
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from etl.errors import BackupError, SettingsError

ATTEMPTS, TIMEOUT = 5, 20
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}


@dataclass(frozen=True)
class Stored:
    """One file of a store."""

    size: int
    written_at: datetime


class Store(Protocol):
    """Files by their path below the root."""

    @property
    def root(self) -> str:
        """Where it is, for people."""

    def files(self) -> Mapping[str, Stored]:
        """Return all files; raises BackupError when they cannot be listed."""

    def read(self, name: str) -> bytes:
        """Return what a file holds; raises BackupError."""

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all in it; raises BackupError."""


@dataclass(frozen=True)
class Folder:
    """A store on a disk."""

    path: Path

    @property
    def root(self) -> str:
        """Its path."""
        return str(self.path)

    def files(self) -> Mapping[str, Stored]:
        """Return all files with their sizes and times."""
        found = {}
        for folder, _, names in os.walk(self.path.resolve(), onerror=_unreadable):
            for name in names:
                path = Path(folder) / name
                try:
                    told = path.stat()
                except FileNotFoundError:
                    continue  # an unfinished one that has got its name
                written_at = datetime.fromtimestamp(told.st_mtime, UTC)
                below = path.relative_to(self.path.resolve())
                found[below.as_posix()] = Stored(told.st_size, written_at)
        return found

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise BackupError(f"cannot read {self.path / name}: {error.strerror}") from error

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all in it."""
        path = self.path / name
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise BackupError(f"cannot remove {path}: {error.strerror}") from error


@dataclass(frozen=True)
class Bucket:
    """A store in a bucket, below a prefix. The keys come from AWS_ACCESS_KEY_ID and so on."""

    name: str
    prefix: str
    options: Mapping[str, str]

    @property
    def root(self) -> str:
        """Its address, without options."""
        return f"s3://{self.name}/{self.prefix}".rstrip("/")

    def files(self) -> Mapping[str, Stored]:
        """Return all objects below the prefix."""
        return self._below("")

    def read(self, name: str) -> bytes:
        """Return what an object holds."""
        with _service(f"{self.root}/{name}"):
            held = self._client.get_object(Bucket=self.name, Key=self._key(name))["Body"].read()
            return bytes(held)

    def fetch(self, name: str, path: Path) -> None:
        """Bring an object to a file."""
        with _service(f"{self.root}/{name}"):
            self._client.download_file(self.name, self._key(name), str(path))

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a small object, unless there is one of that name; return False then."""
        digest = b64encode(hashlib.sha256(content).digest()).decode()
        wanted = {"Bucket": self.name, "Key": self._key(name), "Body": content}
        with _service(f"{self.root}/{name}"):
            try:
                self._client.put_object(**wanted, ChecksumSHA256=digest, IfNoneMatch="*")
            except ClientError as error:
                if error.response["Error"]["Code"] not in TAKEN:
                    raise
                return False
        return True

    def put(self, name: str, path: Path) -> None:
        """Write a file of any size; in parts, which are nothing until the last is there."""
        with _service(f"{self.root}/{name}"):
            self._client.upload_file(
                str(path), self.name, self._key(name), ExtraArgs={"ChecksumAlgorithm": "SHA256"}
            )

    def remove(self, name: str) -> None:
        """Remove an object, or all below a name."""
        for each in self._below(name):
            if each == name or each.startswith(f"{name}/"):
                with _service(f"{self.root}/{name}"):
                    self._client.delete_object(Bucket=self.name, Key=self._key(each))

    def _below(self, beginning: str) -> dict[str, Stored]:
        wanted = {"Bucket": self.name, "Prefix": self._key(beginning)}
        with _service(self.root):
            pages = self._client.get_paginator("list_objects_v2").paginate(**wanted)
            return {
                each["Key"].removeprefix(self._key("")): Stored(each["Size"], each["LastModified"])
                for page in pages
                for each in page.get("Contents", [])
            }

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    @cached_property
    def _client(self) -> Any:
        endpoint = self.options.get("endpoint_override")
        scheme = self.options.get("scheme", "https")
        return boto3.client(
            "s3",
            endpoint_url=f"{scheme}://{endpoint}" if endpoint else None,
            region_name=self.options.get("region"),
            config=Config(
                connect_timeout=TIMEOUT,
                read_timeout=TIMEOUT,
                retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            ),
        )


def bucket(url: str) -> Bucket:
    """Return the bucket of an address such as `s3://bucket/prefix?endpoint_override=host:port`.

    Raises SettingsError when that is none.

    >>> bucket("s3://safe/localpro?scheme=http").root
    's3://safe/localpro'
    """
    parts = urlsplit(url)
    if parts.password:
        raise SettingsError(
            "LOCALPRO_BACKUP_COPY holds a password: set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY instead"
        )
    if parts.scheme != "s3" or not parts.netloc:
        raise SettingsError("write LOCALPRO_BACKUP_COPY as s3://bucket/prefix")
    return Bucket(parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)))


@contextmanager
def _service(place: str) -> Iterator[None]:
    """Make one line about a place of what the service answers."""
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise BackupError(f"{place} cannot be used: {error}") from error


def _unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise BackupError(f"{error.filename} cannot be read: {error.strerror}") from error
