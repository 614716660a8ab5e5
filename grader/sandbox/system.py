"""The part of the host that every sandbox sees, read-only, whichever way its definition is rendered."""

from __future__ import annotations

# The system's folders; where one is a link (/bin -> usr/bin) the sandbox gets the same link.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
# Of /etc only what libraries look up; no passwd, no hosts of ours, no machine id.
ETC = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
)
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
HOSTNAME = "shopfloor"
