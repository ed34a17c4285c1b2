"""Which hosts are called: none inside a network, in whatever form its address is written."""

import ipaddress

import pytest

from publisher.links.hosts import ascii_host, has_private_name, is_public, literal


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("10.0x1.257", "10.1.1.1"),
        ("0", "0.0.0.0"),
        ("192.168.65535", "192.168.255.255"),
        ("::1", "::1"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_an_ip_address_is_read_in_every_form_that_systems_read(host: str, address: str) -> None:
    assert literal(ascii_host(host)) == ipaddress.ip_address(address)


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "1.2.3.4.5", "256.1.1.1", "08.1.1.1", "0x", ""]
)
def test_a_name_is_no_ip_address(host: str) -> None:
    assert literal(host) is None


def test_digits_of_other_scripts_are_digits() -> None:
    assert literal(ascii_host("１２７。０。０。１")) == ipaddress.ip_address("127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.10", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "2001:db8::1", "::ffff:127.0.0.1", "::ffff:192.168.1.1", "::127.0.0.1", "::a00:1", "2002:7f00:1::",
        "2002:c0a8:101::1", "64:ff9b::7f00:1", "64:ff9b::a01:203", "64:ff9b:1::1", "2001:0:4136:e378::1",
        "2a01:e0a::5efe:a00:1", "192.0.0.8", "192.88.99.1", "3fff::1", "fec0::1",
    ],
)  # fmt: skip
def test_no_address_inside_a_network_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "185.31.40.1", "2a01:e0a::1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("host", "is_private"),
    [("intranet", True), ("sig.local", True), ("localhost", True), ("a.localhost", True), ("x.internal", True),
     ("data.example.org", False), ("local.example.org", False)],
)  # fmt: skip
def test_a_name_that_only_a_network_knows_is_private(host: str, is_private: bool) -> None:
    assert has_private_name(host) is is_private
