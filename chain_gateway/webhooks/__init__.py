"""Tells parties of the end of their submissions: signed messages to addresses that they named."""

from chain_gateway.webhooks.addresses import ForbiddenAddress, InvalidWebhookUrl, checked_url
from chain_gateway.webhooks.courier import Courier
from chain_gateway.webhooks.secrets import SecretBox, WebhookKeyDamaged, new_secret
from chain_gateway.webhooks.settings import WebhookSettings

__all__ = [
    "Courier",
    "ForbiddenAddress",
    "InvalidWebhookUrl",
    "SecretBox",
    "WebhookKeyDamaged",
    "WebhookSettings",
    "checked_url",
    "new_secret",
]
