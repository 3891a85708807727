"""HTTP clients of the gateway and of the look-up, for the importer, the command line and the portal. A leaf."""

from chain_gateway.client.bulk import Bulk, BulkRow
from chain_gateway.client.errors import ClientError, Problem, ServiceUnavailable, WaitTimeout
from chain_gateway.client.gateway import GatewayClient
from chain_gateway.client.lookup import LookupClient
from chain_gateway.client.submission import Submission, SubmissionBlock, SubmissionEvent

__all__ = [
    "Bulk",
    "BulkRow",
    "ClientError",
    "GatewayClient",
    "LookupClient",
    "Problem",
    "ServiceUnavailable",
    "Submission",
    "SubmissionBlock",
    "SubmissionEvent",
    "WaitTimeout",
]
