"""Ready-made systemd units: a worker as a service, or run-due with a timer; hardened."""

from __future__ import annotations

from pathlib import Path

_HARD = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={archive}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0027
Nice=10
IOSchedulingClass=idle
MemoryMax=4G
"""

_SERVICE = (
    """\
[Unit]
Description=Blogkeep: crawls what is due
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
User={user}
ExecStart={command} work {options} --archive={archive}
ExecReload=kill -HUP $MAINPID
# the worker is asked to end and asks its crawls; what does not end in time is killed, and goes on next time
KillMode=mixed
TimeoutStopSec=120
Restart=on-failure
RestartSec=30
"""
    + _HARD
    + """
[Install]
WantedBy=multi-user.target
"""
)

_ONCE = (
    """\
[Unit]
Description=Blogkeep: crawls what is due, once
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
User={user}
ExecStart={command} run-due {options} --archive={archive}
# 4: a host asked to come back, or addresses failed
SuccessExitStatus=4
KillMode=mixed
TimeoutStopSec=120
"""
    + _HARD
)

_TIMER = """\
[Unit]
Description=Blogkeep: looks every quarter of an hour what is due

[Timer]
OnCalendar=*:0/15
RandomizedDelaySec=60
Persistent=yes
Unit=blogkeep-due.service

[Install]
WantedBy=timers.target
"""

UNITS = {"blogkeep.service": _SERVICE, "blogkeep-due.service": _ONCE, "blogkeep-due.timer": _TIMER}
"""The units by the names of their files."""


def print_unit(name: str, *, command: str, options: str, archive: Path | str, user: str = "blogkeep") -> str:
    """The unit with these words in it; ``%`` is doubled, for systemd reads it."""
    words = {"command": command, "options": options, "archive": str(archive), "user": user}
    return UNITS[name].format(**{key: value.replace("%", "%%") for key, value in words.items()})
