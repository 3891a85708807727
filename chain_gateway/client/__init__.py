"""HTTP clients of the gateway and of the look-up, for the importer, the command line and the portal. A leaf."""

from chain_gateway.client.bulk import Bulk, BulkRow
from chain_gateway.client.errors import ClientError, Problem, ServiceUnavailable, WaitTimeout
from chain_gateway.client.gateway import GatewayClient
from chain_gateway.client.lookup import LookupClient
from chain_gateway.client.submission import Submission, SubmissionBlock, SubmissionEvent
from chain_gateway.client.transport import NO_RETRIES, Retries
from chain_gateway.client.verbs import VERBS
from chain_gateway.client.watches import FeedPage, WatchClient
from chain_gateway.client.webhook import Delivery, Webhook

__all__ = [
    "NO_RETRIES",
    "VERBS",
    "Bulk",
    "BulkRow",
    "ClientError",
    "Delivery",
    "FeedPage",
    "GatewayClient",
    "LookupClient",
    "Problem",
    "Retries",
    "ServiceUnavailable",
    "Submission",
    "SubmissionBlock",
    "SubmissionEvent",
    "WaitTimeout",
    "WatchClient",
    "Webhook",
]
