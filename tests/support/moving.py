"""Moves single submissions through a store by hand, as a worker moves many."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chain_gateway.submission import Happening, Move, Signed, Store, Submission
from chain_gateway.submission.records import Pledged, Remembered


def sign(store: Store, submission_id: str, chain_nonce: int, make: Callable[[int], tuple[bytes, bytes]]) -> Submission:
    """Give a prepared submission the lane's next nonce and what `make` makes of that: raw transaction and hash."""
    signer = store.get(submission_id).signer
    kept, nonce = store.allot(signer, chain_nonce)
    store.sign(signer, kept, [(submission_id, nonce, Signed(*make(nonce)))])
    return store.get(submission_id)


def record(
    store: Store, submission_id: str, happening: Happening, error: Mapping[str, Any] | None = None
) -> Submission:
    store.move([Move(submission_id, store.get(submission_id).state, (happening,), error)])
    return store.get(submission_id)


def seen(
    store: Store, submission_id: str, block: tuple[int, bytes, int], events: Sequence[Mapping[str, Any]]
) -> Submission:
    state = store.get(submission_id).state
    store.move([Move(submission_id, state, (Happening.SEEN_IN_BLOCK,), block=block, events=tuple(events))])
    return store.get(submission_id)


def finish(
    store: Store,
    submission_id: str,
    parties: Sequence[int],
    pledged: Mapping[int, Pledged],
    freed: Mapping[int, Sequence[bytes]],
    added: Mapping[int, Sequence[bytes]] | None = None,
) -> Submission:
    kept = Remembered(
        tuple(parties),
        pledged,
        *({pledge: tuple(rights) for pledge, rights in each.items()} for each in (freed, added or {})),
    )
    state = store.get(submission_id).state
    store.move([Move(submission_id, state, (Happening.FINAL_SUCCESS,), remembered=kept)])
    return store.get(submission_id)
