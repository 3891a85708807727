"""Which addresses a gateway calls for others."""

from ipaddress import ip_address, ip_network

import pytest

from chain_gateway.webhooks import ForbiddenAddress, InvalidWebhookUrl, WebhookSettings, checked_url
from chain_gateway.webhooks.addresses import permitted, resolve

PUBLIC = WebhookSettings()


@pytest.mark.parametrize(
    "url",
    [
        "http://bank.example/hook",
        "ftp://bank.example/",
        "bank.example",
        "https://",
        "https://user:secret@bank.example/",
        "https://bank.example/#part",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://bank.example/\nhost: other",
        "https://bank.example/ x",
        "https://bänk.example/",
        "https://bank.example/" + "x" * 500,
        "https://bank.example:port/",
    ],
)
def test_a_url_that_is_not_public_https_is_refused(url: str) -> None:
    with pytest.raises(InvalidWebhookUrl):
        checked_url(url, PUBLIC)


def test_a_public_url_is_taken_and_a_private_one_where_the_operator_allows_it() -> None:
    assert checked_url("https://bank.example:8443/hook?x=1", PUBLIC).host == "bank.example"
    assert checked_url("https://1.1.1.1/", PUBLIC).host == "1.1.1.1"
    inside = WebhookSettings(networks=(ip_network("10.1.0.0/16"),))
    assert checked_url("https://10.1.2.3/", inside).host == "10.1.2.3"
    with pytest.raises(InvalidWebhookUrl):
        checked_url("https://10.2.0.1/", inside)


def test_plain_http_is_for_this_machine_and_only_by_setting() -> None:
    here = WebhookSettings(loopback=True)
    assert checked_url("http://127.0.0.1:9000/", here).port == 9000
    assert checked_url("http://localhost/", here).host == "localhost"
    with pytest.raises(InvalidWebhookUrl):
        checked_url("http://bank.example/", here)


def test_a_name_that_leads_inside_is_refused_when_it_is_called() -> None:
    """The name of the URL is public in form; what it resolves to is judged each time."""
    with pytest.raises(ForbiddenAddress):
        resolve("localhost", 443, PUBLIC)
    assert ip_address(resolve("localhost", 443, WebhookSettings(loopback=True))).is_loopback


@pytest.mark.parametrize("address", ["::ffff:127.0.0.1", "fe80::1", "fc00::1", "192.0.2.1", "255.255.255.255"])
def test_special_addresses_are_not_called(address: str) -> None:
    assert not permitted(ip_address(address), PUBLIC)
