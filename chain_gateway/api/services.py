"""What the gateway's app works with, composed once and handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chain_gateway.api.access import AccessSettings
from chain_gateway.api.approvals import ApprovalPolicy
from chain_gateway.api.jwks import KeySet
from chain_gateway.api.lent_rates import LentRates
from chain_gateway.api.rates import Rates
from chain_gateway.api.tokens import AUDIENCE, ISSUER
from chain_gateway.api.verifier import TokenRules, TokenVerifier
from chain_gateway.documents import DocumentStore, LocalStore
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import ChainNode
from chain_gateway.signing import KeyRing
from chain_gateway.submission import DistantWorker, PipelineSettings, Store, Submitter, open_store
from chain_gateway.submission.store import utc_now
from chain_gateway.webhooks import Courier, SecretBox, WebhookSettings


@dataclass(frozen=True)
class GatewaySettings:
    """Where the gateway keeps what is its own."""

    store_url: str
    """SQLAlchemy URL of its store, such as sqlite:////var/lib/pledgebook/gateway.db."""
    document_folder: Path
    document_nodes: tuple[str, ...] = ()
    """IPFS nodes that keep documents instead of the folder, as multiaddrs of their RPC."""
    document_copies: int = 2
    """Nodes that must have a document before it is acknowledged."""
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
    submitter: Submitter | DistantWorker
    """Works on what was accepted: in this process, or in another one of the same gateway."""
    keyring: KeyRing
    documents: DocumentStore
    sealed_only: bool
    """Whether a document must be sealed: nodes of several institutions see what is stored."""
    verifier: TokenVerifier
    """Checks bearer tokens."""
    webhook_settings: WebhookSettings
    secret_box: SecretBox
    courier: Courier
    rates: Rates | LentRates = field(default_factory=lambda: Rates(AccessSettings().limits))
    """How many requests a party and a person may send."""
    approvals: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    """Which acts wait for a second person."""
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
        access: AccessSettings | None = None,
        worker: DistantWorker | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> "GatewayServices":
        """Open the store and the documents and compose the rest; the submitter is not started yet.

        With `worker` these services only accept: another process works, and calls the webhooks. `issuers` are the
        public keys of the development issuer, by key id; where `access` names an issuer, they open nothing.

        Raises StoreOfAnotherLedger, NodeUnavailable.
        """
        access = access or AccessSettings()
        if access.tokens is not None:
            verifier = TokenVerifier(access.tokens.key_set(), access.tokens.rules, clock)
        else:
            verifier = TokenVerifier(KeySet.of_keys(issuers), TokenRules(ISSUER, AUDIENCE), clock)
        store = open_store(settings.store_url, clock)
        first = node.block(deployment.first_block)
        store.bind(deployment.chain_id, deployment.log, first.hash if first is not None else b"")
        box = SecretBox.open(settings.webhook_key_file or settings.document_folder.parent / "webhook.key")
        return cls(
            deployment=deployment,
            node=node,
            store=store,
            submitter=worker or Submitter(store, node, deployment, keyring, settings=settings.pipeline),
            keyring=keyring,
            documents=_documents(settings),
            sealed_only=bool(settings.document_nodes),
            verifier=verifier,
            webhook_settings=settings.webhooks,
            secret_box=box,
            courier=Courier(store, box, settings.webhooks, clock),
            rates=LentRates(access.limits, store.quotas) if store.quotas.shared else Rates(access.limits),
            approvals=access.approvals,
            clock=clock,
        )

    def start(self) -> None:
        """Take up the work on submissions, unfinished ones first."""
        self.submitter.start()
        if isinstance(self.submitter, Submitter):
            self.courier.start()

    def close(self) -> None:
        """Stop the work and close the store; what is under way goes on at the next start."""
        self.submitter.stop()
        self.courier.stop()
        self.store.close()


def _documents(settings: GatewaySettings) -> DocumentStore:
    if settings.document_nodes:
        from chain_gateway.documents.kubo import KuboStore  # its client is an old one, loaded only where it is wanted

        return KuboStore(settings.document_nodes, settings.document_copies)
    return LocalStore(settings.document_folder)
