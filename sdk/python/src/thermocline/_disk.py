"""What the SDK keeps on this disk for one platform, project and token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import _connect
from ._cache import FileCache
from ._journal import Journal


@dataclass(frozen=True, slots=True)
class Disk:
    """Files, and what is known of whom.

    Names are known for one platform, project and token: a platform that was reset has new tokens,
    and who may not ask is told nothing. Files go by their digests and are the same for all.
    """

    files: FileCache
    journal: Journal
    owner: str

    @staticmethod
    def of(address: _connect.Address) -> Disk:
        files = FileCache.usual()
        words = (address.registry, address.features, address.project, address.token)
        owner = hashlib.sha256("\n".join(str(word) for word in words).encode()).hexdigest()
        return Disk(files, Journal(files.folder / "unfinished"), owner)

    def key(self, *words: object) -> str:
        """A name for what is known of something."""
        text = "\n".join([self.owner, *(str(word) for word in words)])
        return hashlib.sha256(text.encode()).hexdigest()
