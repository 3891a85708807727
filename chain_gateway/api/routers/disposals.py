"""Disposal of pledged rights: listing, asking price, sale, and that what it brought is on record."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GUARANTEES, SCOPE_PLEDGES, Caller, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.disposals import (
    DelistingBody,
    ListedActBody,
    ListingBody,
    ListingReadingBody,
    RepricingBody,
    SaleBody,
)
from chain_gateway.api.chain_reads import ask, pledge_view, present_rights
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import draw_salt, keys_of, parse_rights
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.enums import ListingState, PartyKind
from chain_gateway.ledger.structs import ListingView

router = APIRouter(tags=["disposals"])

ListingId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The listing: number of its first event.")]
# A lender that enforces, or a fund that sells what it bought.
_Seller = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/disposals", summary="List rights for sale", **_ACT)
def list_rights(body: ListingBody, caller: _Seller, accepting: Accepting) -> dict[str, Any]:
    """The pledgee lists rights of a pledge that it enforces, or a fund's manager what the fund bought."""

    def build() -> Call:
        rights = present_rights(accepting.services, body.pledge)
        listed = rights if body.listed is None else keys_of(parse_rights(body.listed, "listed"))
        terms = body.terms(draw_salt())
        return calls.list_rights(body.pledge, body.commitment or 0, rights, listed, terms, body.act.act())

    return accepting.perform(caller, "list_rights", build)


@router.post("/v1/disposals/{listing}/price", summary="Change the asking price", **_ACT)
def reprice(listing: ListingId, body: RepricingBody, caller: _Seller, accepting: Accepting) -> dict[str, Any]:
    """The seller asks another price; the earlier ones stay on record."""

    def build() -> Call:
        return calls.reprice(listing, body.price_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "reprice", build)


@router.post("/v1/disposals/{listing}/sale", summary="Record the sale", **_ACT)
def sell(listing: ListingId, body: SaleBody, caller: _Seller, accepting: Accepting) -> dict[str, Any]:
    """The seller records the sale of what is listed: to whom, how related, for what price, by which contract."""
    return accepting.perform(caller, "sell", lambda: calls.sell(listing, body.sale(draw_salt()), body.act.act()))


@router.post("/v1/disposals/{listing}/settlement", summary="Settle a sale", **_ACT)
def settle(listing: ListingId, body: ListedActBody, caller: _Seller, accepting: Accepting) -> dict[str, Any]:
    """What the sale brought is on record: the pledge's realisation, or the fund's resale."""

    def build() -> Call:
        return calls.settle(listing, _listed(accepting.services, listing, body.listed), body.act.act())

    return accepting.perform(caller, "settle", build)


@router.post("/v1/disposals/{listing}/delisting", summary="End a listing", **_ACT)
def delist(listing: ListingId, body: DelistingBody, caller: _Seller, accepting: Accepting) -> dict[str, Any]:
    """The seller ends a listing without a settled sale."""

    def build() -> Call:
        listed = _listed(accepting.services, listing, body.listed)
        return calls.delist(listing, listed, body.reason, body.act.act())

    return accepting.perform(caller, "delist", build)


@router.get(
    "/v1/disposals/{listing}/figures",
    response_model=ListingReadingBody,
    responses=responses(401, 403, 404, 422, 503),
    summary="Read a listing with its prices",
)
def read(listing: ListingId, caller: Caller, services: Services) -> dict[str, Any]:
    """Prices, for the seller, the pledgee, the buyer and auditors; the look-up tells a price that was disclosed."""
    view = _view(services, listing)
    sides = {view.seller, view.buyer, pledge_view(services, view.pledge).pledgee} - {0}
    auditor = ask(services, reads.party_kind(caller.party)).kind is PartyKind.Auditor
    if caller.party not in sides and not auditor:
        raise ApiProblem(
            403,
            "not-your-listing",
            f"Party {caller.party} is no side of listing {listing}; the look-up tells what is public of it.",
            field="listing",
            value=listing,
        )
    sold = view.state in (ListingState.Sold, ListingState.Settled)
    return {
        "listing": listing,
        "state": view.state.name,
        "pledge": view.pledge,
        "commitment": view.commitment or None,
        "seller": view.seller,
        "channel": view.channel.name,
        "currency": view.currency,
        "asking_minor": str(view.asking),
        "price_minor": str(view.price) if view.price else None,
        "buyer": view.buyer or None,
        "relation": view.relation.name if sold else None,
        "disclosed": view.disclosed,
        "right_count": view.right_count,
    }


def _view(services: GatewayServices, listing: int) -> ListingView:
    view = ask(services, reads.listing_of(listing))
    if view.state is ListingState.None_:
        raise ApiProblem(
            404, "unknown-listing", f"The ledger has no listing {listing}.", field="listing", value=listing
        )
    return view


def _listed(services: GatewayServices, listing: int, texts: Sequence[str] | None) -> tuple[bytes, ...]:
    """The listing's rights: those that the body names, else those of its pledge that the ledger says are in it."""
    if texts is not None:
        return keys_of(parse_rights(texts, "listed"))
    rights = present_rights(services, _view(services, listing).pledge)
    return tuple(key for key in rights if ask(services, reads.listing_of_right(key)) == listing)
