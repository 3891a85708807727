"""What the gateway's app works with, composed once and handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chain_gateway.documents import LocalStore
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import ChainNode
from chain_gateway.signing import KeyRing
from chain_gateway.submission import PipelineSettings, Store, Submitter, open_store
from chain_gateway.submission.store import utc_now
from chain_gateway.webhooks import Courier, SecretBox, WebhookSettings


@dataclass(frozen=True)
class GatewaySettings:
    """Where the gateway keeps what is its own."""

    store_url: str
    """SQLAlchemy URL of its store, such as sqlite:////var/lib/pledgebook/gateway.db."""
    document_folder: Path
    pipeline: PipelineSettings = field(default_factory=PipelineSettings)
    webhooks: WebhookSettings = field(default_factory=WebhookSettings)
    webhook_key_file: Path | None = None
    """Key that webhooks' secrets are encrypted with (default: `webhook.key` beside the documents)."""


@dataclass(frozen=True)
class GatewayServices:
    """Everything behind the HTTP interface."""

    deployment: Deployment
    node: ChainNode
    store: Store
    submitter: Submitter
    keyring: KeyRing
    documents: LocalStore
    issuers: Mapping[str, Ed25519PublicKey]
    """Public keys that tokens may be signed with, by key id."""
    webhook_settings: WebhookSettings
    secret_box: SecretBox
    courier: Courier
    clock: Callable[[], datetime] = field(default=utc_now)

    @classmethod
    def open(
        cls,
        settings: GatewaySettings,
        *,
        deployment: Deployment,
        node: ChainNode,
        keyring: KeyRing,
        issuers: Mapping[str, Ed25519PublicKey],
        clock: Callable[[], datetime] = utc_now,
    ) -> "GatewayServices":
        """Open the store and the documents and compose the rest; the submitter is not started yet.

        Raises StoreOfAnotherLedger, NodeUnavailable.
        """
        store = open_store(settings.store_url, clock)
        first = node.block(deployment.first_block)
        store.bind(deployment.chain_id, deployment.log, first.hash if first is not None else b"")
        box = SecretBox.open(settings.webhook_key_file or settings.document_folder.parent / "webhook.key")
        return cls(
            deployment=deployment,
            node=node,
            store=store,
            submitter=Submitter(store, node, deployment, keyring, settings=settings.pipeline),
            keyring=keyring,
            documents=LocalStore(settings.document_folder),
            issuers=issuers,
            webhook_settings=settings.webhooks,
            secret_box=box,
            courier=Courier(store, box, settings.webhooks, clock),
            clock=clock,
        )

    def start(self) -> None:
        """Take up the work on submissions, unfinished ones first."""
        self.submitter.start()
        self.courier.start()

    def close(self) -> None:
        """Stop the work and close the store; what is under way goes on at the next start."""
        self.submitter.stop()
        self.courier.stop()
        self.store.close()
