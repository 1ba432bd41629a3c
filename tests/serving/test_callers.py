"""Whom a connection is counted for."""

from civic.serving.callers import caller, network


def test_an_ipv6_household_counts_as_one_address():
    assert caller({"client": ("2001:db8:1:2:3:4:5:6", 1)}) == caller({"client": ("2001:db8:1:2::9", 1)})
    assert caller({"client": ("192.0.2.1", 1)}) == "192.0.2.1"
    assert caller({}) == ""
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::9") != network("2001:db8:1:3::9")
