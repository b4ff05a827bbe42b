"""A process gives up the network for itself and all that it starts, and cannot take it back.

The kernel refuses it every socket but those of this host's files (seccomp). Unlike a network
namespace this needs no privilege, so it works in any container. What would get around it is refused
too: other ways to make sockets, and reaching into processes that have a network.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_OTHER_TABLE = 0x40000000  # numbers of the x32 table of system calls
_FAMILIES = (socket.AF_UNIX, 16)  # and the list of interfaces, which libraries look at (netlink)
# socket; ptrace, process_vm_readv, process_vm_writev, io_uring_setup, pidfd_getfd
_CALLS = {
    "x86_64": (0xC000003E, 41, (101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, 198, (117, 270, 271, 425, 438)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def can_be_given_up() -> bool:
    return sys.platform == "linux" and platform.machine() in _CALLS


def give_up() -> None:
    """Before any thread is started: it holds for this one and whatever comes after it."""
    instructions = _instructions(*_CALLS[platform.machine()])
    program = _Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*arguments) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"the network cannot be given up: {os.strerror(number)}")


def _instructions(architecture: int, make_socket: int, refused: tuple[int, ...]) -> bytes:
    """Each is a code, how many to skip if so and if not, and a value."""
    body = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE)]
    body.append((_LOAD, 0, 0, _NUMBER))
    for code, value in [(_AT_LEAST, _OTHER_TABLE), *((_EQUAL, number) for number in refused)]:
        body += [(code, 0, 1, value), (_RETURN, 0, 0, _REFUSE)]
    body += [(_EQUAL, 1, 0, make_socket), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for family in _FAMILIES:
        body += [(_EQUAL, 0, 1, int(family)), (_RETURN, 0, 0, _ALLOW)]
    body.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(struct.pack("=HBBI", *one) for one in body)
