"""The connection over which somebody asked for something that is to last as long as they do."""

from __future__ import annotations

import contextlib
import select
import socket


class GivenUp(Exception):
    """Whoever asked is gone, or the request was taken back."""


class Lifeline:
    """Any death of the asker closes the connection: the kernel sees to that."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def wait(self, readable: int, seconds: float) -> bool:
        """Whether the file descriptor became readable in time; ``GivenUp`` when the line ended."""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN | select.POLLRDHUP)
        poll.register(readable, select.POLLIN)
        ready = {number for number, _ in poll.poll(max(0.0, seconds) * 1000)}
        if self._connection.fileno() in ready:
            raise GivenUp
        return readable in ready

    def lasts(self) -> bool:
        poll = select.poll()
        poll.register(self._connection, select.POLLIN | select.POLLRDHUP)
        return not poll.poll(0)

    def cut(self) -> None:
        """Ends every wait on it; an answer can still be given."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)
