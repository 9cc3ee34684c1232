"""Which machines may be asked, and how --resolve is read."""

from __future__ import annotations

import ipaddress

import pytest

from archive.errors import BadAddress
from spiders.addresses import Resolve, is_private, is_private_host, parse_resolve
from spiders.crawl import read_seed

PRIVATE = """
127.0.0.1 127.1 0.0.0.0 0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 2130706433
0x7f000001 0177.0.0.1 0x7f.1 [::1] [::] [fc00::1] [fe80::1] [::ffff:127.0.0.1] [::ffff:169.254.169.254]
[64:ff9b::7f00:1] [2002:7f00:1::] localhost localhost:8080 foo.localhost router.lan printer.local 100.64.0.1
224.0.0.1 255.255.255.255 127.0.0.1:80 999999999999 10.0.0.1.
""".split()

PUBLIC = "93.184.216.34 example.com example.com:8080 [2606:2800:220:1:248:1893:25c8:1946] 8.8.8.8:80 1e100.net".split()


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_are_known_however_they_are_spelled(host: str) -> None:
    assert is_private_host(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts_are_no_private_ones(host: str) -> None:
    assert not is_private_host(host)


def test_an_address_inside_another_is_looked_at() -> None:
    assert is_private(ipaddress.ip_address("::ffff:10.0.0.1"))
    assert not is_private(ipaddress.ip_address("::ffff:8.8.8.8"))


def test_resolve_is_read_as_in_curl_with_an_optional_port() -> None:
    assert parse_resolve("Blog.Example:80:127.0.0.1") == Resolve("blog.example", 80, "127.0.0.1", 80)
    assert parse_resolve("blog.example:443:[::1]:8443") == Resolve("blog.example", 443, "::1", 8443)


@pytest.mark.parametrize(
    "text", ["", "blog.example", "blog.example:80", "blog.example:80:name", "a:b:127.0.0.1", "a:99999:127.0.0.1"]
)
def test_a_resolve_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadAddress, match="HOST:PORT:ADDRESS"):
        parse_resolve(text)


@pytest.mark.parametrize("text", ["mailto:me@blog.example", "ftp://blog.example/", "javascript:x", "", "http://"])
def test_a_seed_that_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress, match="is no web address"):
        read_seed(text)


def test_a_seed_may_leave_out_its_scheme() -> None:
    assert read_seed("blog.example/a") == "http://blog.example/a"
    assert read_seed("blog.example:8080") == "http://blog.example:8080/"
    assert read_seed("127.0.0.1:8080/x") == "http://127.0.0.1:8080/x"
