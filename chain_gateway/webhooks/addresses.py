"""Which addresses a gateway calls for a party: public ones, and those that its operator allows.

A party names the URL and the gateway stands inside a bank's network, so a URL could be made to point at a machine that
only the gateway reaches. Names are therefore resolved here, every address of the answer is judged, and the connection
goes to an address that was judged.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from chain_gateway.webhooks.settings import WebhookSettings

LONGEST_URL = 500
_TUNNELS = tuple(ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 addresses that stand for IPv4 ones."""


class InvalidWebhookUrl(ValueError):
    """The URL cannot be one of a webhook; carries `url` and `problem`."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"This is no URL for a webhook: {problem}.")
        self.url = url
        self.problem = problem


class ForbiddenAddress(Exception):
    """The host's address is not one that this gateway calls."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} has an address that is not public; the operator can allow its network (--webhook-network)"
        )


def checked_url(url: str, settings: WebhookSettings) -> httpx.URL:
    """The URL in parts. Raises InvalidWebhookUrl; a name is not resolved yet."""
    if len(url) > LONGEST_URL or not url.isascii() or any(character <= " " for character in url):
        raise InvalidWebhookUrl(url, f"it has up to {LONGEST_URL} visible ASCII characters")
    try:
        parts = httpx.URL(url)
        address = _literal(parts.host)
    except (httpx.InvalidURL, ValueError) as problem:
        raise InvalidWebhookUrl(url, str(problem)) from None
    here = parts.host == "localhost" or (address is not None and address.is_loopback)
    if parts.scheme != "https" and not (parts.scheme == "http" and here and settings.loopback):
        raise InvalidWebhookUrl(url, "it begins with https://")
    if not parts.host or parts.userinfo or parts.fragment:
        raise InvalidWebhookUrl(url, "it names a host, and neither a user nor a fragment")
    if (address is not None and not permitted(address, settings)) or (
        parts.host == "localhost" and not settings.loopback
    ):
        raise InvalidWebhookUrl(url, "its address is not public, and the operator has not allowed its network")
    return parts


def resolve(host: str, port: int, settings: WebhookSettings) -> str:
    """An address of the host that may be called. Raises ForbiddenAddress, OSError when the name is unknown."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    addresses = [ip_address(each.partition("%")[0]) for each in found]
    if not addresses or not all(permitted(each, settings) for each in addresses):
        raise ForbiddenAddress(host)
    return str(addresses[0])


def permitted(address: IPv4Address | IPv6Address, settings: WebhookSettings) -> bool:
    """Whether this gateway calls the address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in settings.networks):
        return True
    if address.is_loopback:
        return settings.loopback
    if any(address.version == tunnel.version and address in tunnel for tunnel in _TUNNELS):
        return False
    return address.is_global and not address.is_multicast


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        if host.replace(".", "").isdigit() or host.lower().startswith("0x"):
            raise ValueError("its host is a number that is no address") from None
        return None
