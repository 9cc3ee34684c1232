"""For all tests: nobody talks to anything but this machine."""

from __future__ import annotations

import ipaddress
import sys


def _stay_home(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections that leave the machine: a test that needs the net is a broken test."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple):
        return
    try:
        at_home = ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        at_home = address[0] in ("localhost", "")
    if not at_home:
        raise PermissionError(f"a test tried to leave this machine: {address}")


sys.addaudithook(_stay_home)
