"""The public look-up as an ASGI application."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import EntryKind, RightKind
from chain_gateway.rpc.evidence import EvidenceSource
from indexer.lookup import certificates, models, problems, records, service
from indexer.lookup.certificates import Print
from indexer.lookup.directory import Wanted
from indexer.lookup.evidence import Prover
from indexer.lookup.examples import BATCH_BODY, EVENTS_ANSWER, STATUS_ANSWER
from indexer.lookup.ground import Grounds, RightsGround
from indexer.lookup.guard import Allowance, Guard, too_many_requests
from indexer.lookup.identity import Identify
from indexer.lookup.listing import Asked, Listing
from indexer.lookup.plain_route import PlainRoute
from indexer.lookup.questions import read_batch, required_number
from indexer.lookup.replies import Reply, reply, tagged, untagged
from indexer.lookup.statistics import Kept
from indexer.lookup.together import Together
from indexer.lookup.watch_routes import Watching, watch_router
from indexer.settings import LookupSettings
from indexer.store.reader import Reader

_LARGEST_ID = 2**63 - 1
_NUMBERS_OF_ONE = 100
"""Numbers of a batch that count as one request."""
Id = Annotated[int, Path(ge=1, le=_LARGEST_ID, examples=[12])]
Number = Annotated[
    str,
    Path(
        max_length=1_000,
        description="Any usual spelling, such as ZL201710601862.3 or US7831837.",
        examples=["US7831837"],
    ),
]
AsOf = Annotated[
    str | None, Query(max_length=100, description="Legal date, YYYY-MM-DD; default today.", examples=["2026-01-21"])
]
AtBlock = Annotated[
    int | None, Query(ge=0, le=_LARGEST_ID, description="As known at this block; default the newest.", examples=[8])
]
Cursor = Annotated[
    str | None, Query(max_length=1_000, description="`next` of the page before; without it, the first page.")
]

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": models.ProblemBody, "content": {problems.MEDIA_TYPE: {}}} for code in (404, 410, 422, 429, 503)
}


def create_app(
    reader: Reader,
    settings: LookupSettings | None = None,
    clock: Callable[[], float] = time.time,
    *,
    books: Mapping[str, str] | None = None,
    proving: tuple[Deployment, EvidenceSource] | None = None,
    printer: Print | None = None,
    identify: Identify | None = None,
    watching: Watching | None = None,
) -> FastAPI:
    """The look-up over a store. `clock` gives seconds since 1970; `books` are the names of the ledger's contracts by
    their addresses, without which events are not exported; `proving` is where certificates come from, `printer` signs
    them as PDF; without `identify` there are no certificates of records, and without `watching` no watches.
    """
    settings = settings if settings is not None else LookupSettings()
    allowance = Allowance(settings.requests_per_second, settings.burst, time.monotonic)
    app = FastAPI(
        title="Pledgebook look-up",
        description="Public search of pledged intellectual property. No login. No official extract.",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    grounds = Grounds(reader, settings, clock)
    addresses = {name: address for address, name in (books or {}).items()}
    app.include_router(_statuses(grounds, settings, allowance))
    app.include_router(_records(grounds))
    app.include_router(_lists(grounds, settings))
    app.include_router(_mirror(grounds, settings, addresses))
    if proving is not None:
        prover, printing = Prover(*proving), certificates.Printing(printer)
        app.include_router(certificates.router(certificates.Certificates(grounds, prover, printing)))
        if identify is not None:
            app.include_router(records.router(records.Records(grounds, prover, printing), identify))
    if watching is not None:
        app.include_router(watch_router(watching, grounds, clock))
    app.add_middleware(Guard, settings=settings, allowance=allowance)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Retry-After"],
        max_age=86_400,
    )
    return app


def _router(route: type[APIRoute] = APIRoute) -> APIRouter:
    # Answers are built as JSON already; the models describe them and are not run on each answer.
    return APIRouter(prefix="/v1", responses=_PROBLEMS, route_class=route)


def _statuses(grounds: Grounds, settings: LookupSettings, allowance: Allowance) -> APIRouter:
    router = _router(PlainRoute)
    together = Together(grounds)

    @router.get("/status/{number}", response_model=models.StatusBody, responses=STATUS_ANSWER)
    async def status(request: Request, number: Number, as_of: AsOf = None, at_block: AtBlock = None) -> Response:
        """Whether a right is pledged, as of a legal date, as known at a block."""
        right = required_number(number)

        def build(ground: RightsGround) -> Response:
            return tagged(request, ground, lambda: service.status(ground, number, right, as_of))

        return await together.answer(right, at_block, build)

    @router.post("/status:batch", response_model=models.BatchBody, openapi_extra=BATCH_BODY)
    async def batch(request: Request) -> Response:
        """Whether rights are pledged: up to 10,000 numbers, answered in order, invalid ones in their place."""
        question = await read_batch(request.stream(), settings.body_bytes, settings.batch_limit)
        client = request.scope.get("pledgebook.client", "")
        if client not in settings.unlimited:
            waiting = allowance.take(client, len(question.numbers) / _NUMBERS_OF_ONE)
            if waiting:
                raise too_many_requests(waiting)

        return await run_in_threadpool(lambda: Reply(service.batch(grounds, question)))

    return router


def _records(grounds: Grounds) -> APIRouter:
    router = _router()

    @router.get("/pledges/{pledge}", response_model=models.PledgeBody)
    def pledge(request: Request, pledge: Id, at_block: AtBlock = None) -> Response:
        """One pledge with its rights, as known at a block."""
        return reply(grounds, request, lambda ground: service.pledge(ground, pledge), at_block)

    @router.get("/funds/{fund}", response_model=models.FundBody)
    def fund(fund: Id) -> Response:
        """A fund behind buyback commitments: who runs it, and whether it owes an overdue price. Never its figures."""
        return untagged(grounds, lambda ground: service.fund(ground, fund))

    @router.get("/disposals/{listing}", response_model=models.DisposalBody)
    def disposal(request: Request, listing: Id) -> Response:
        """One listing of rights for sale."""
        return reply(grounds, request, lambda ground: service.disposal(ground, listing))

    @router.get("/valuations/{engagement}", response_model=models.ValuationBody)
    def valuation(request: Request, engagement: Id) -> Response:
        """One engagement to value rights. Its figures are its parties' own."""
        return reply(grounds, request, lambda ground: service.valuation(ground, engagement))

    @router.get("/schemes/{scheme}", response_model=models.SchemeBody)
    def scheme(request: Request, scheme: Id) -> Response:
        """A scheme of shared risk: who proposed it, and when it takes up pledges. Never its tranches or figures."""
        return reply(grounds, request, lambda ground: service.scheme(ground, scheme))

    @router.get("/parties/{party}", response_model=models.PartyBody)
    def party(request: Request, party: Id) -> Response:
        """One party."""
        return reply(grounds, request, lambda ground: service.party(ground, party))

    return router


def _lists(grounds: Grounds, settings: LookupSettings) -> APIRouter:
    router = _router()
    most = settings.page_limit
    Limit = Annotated[  # noqa: N806 - a type
        int, Query(ge=1, le=most, description="Rows of a page; more only to end with a whole block.", examples=[100])
    ]

    @router.get("/status/{number}/history", response_model=models.RightHistoryBody)
    def right_history(request: Request, number: Number, cursor: Cursor = None, limit: Limit = most) -> Response:
        """All acts on any pledge of a right."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).right_history(number))

    @router.get("/status/{number}/disposals", response_model=models.RightDisposalsBody)
    def right_disposals(request: Request, number: Number, cursor: Cursor = None, limit: Limit = 100) -> Response:
        """Listings and sales of a right: who sold to whom, how related, and alerts. Prices only where disclosed."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).right_disposals(number))

    @router.get("/status/{number}/valuations", response_model=models.RightValuationsBody)
    def right_valuations(request: Request, number: Number, cursor: Cursor = None, limit: Limit = 100) -> Response:
        """Engagements to value a right: who, for whom, for what, and how each stands. Never a figure."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).right_valuations(number))

    @router.get("/pledges/{pledge}/history", response_model=models.PledgeHistoryBody)
    def pledge_history(request: Request, pledge: Id, cursor: Cursor = None, limit: Limit = most) -> Response:
        """The ordered acts on a pledge: who, when, which document, which transaction."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).pledge_history(pledge))

    @router.get("/pledges", response_model=models.PledgesBody)
    def pledges(
        request: Request,
        registration_number: Annotated[str, Query(max_length=512, examples=["Y2026980000001"])],
        office: Annotated[int | None, Query(ge=0, le=_LARGEST_ID)] = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """Pledges that were registered under an official number, by one office or by any."""
        return reply(
            grounds,
            request,
            lambda ground: Listing(ground, Asked(cursor, limit)).pledges_numbered(registration_number, office),
        )

    @router.get("/acts", response_model=models.ActsBody)
    def acts(
        request: Request,
        office: Annotated[int, Query(ge=0, le=_LARGEST_ID, examples=[5])],
        number: Annotated[str, Query(max_length=512, examples=["040134/0001"])],
        cursor: Cursor = None,
        limit: Limit = most,
    ) -> Response:
        """Acts that an office recorded under an official number."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).acts(office, number))

    @router.get("/parties", response_model=models.PartiesBody)
    def parties(
        request: Request,
        name: Annotated[str | None, Query(max_length=512, description="The whole name.")] = None,
        q: Annotated[str | None, Query(max_length=512, description="Words or parts of words, in any script.")] = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """Institutions by their whole name, or by parts of it. Natural persons are never found."""
        if (name is None) == (q is None):
            raise problems.Problem(
                422,
                "invalid-request",
                "The question is not clear",
                "Give either name, the whole name of an institution, or q, a part of it.",
                field="name",
            )
        asked = Asked(cursor, limit)
        if name is not None:
            return reply(grounds, request, lambda ground: Listing(ground, asked).parties_named(name))
        return reply(grounds, request, lambda ground: Listing(ground, asked).parties_called(q or ""))

    @router.get("/parties/{party}/pledges", response_model=models.PartyPledgesBody, responses={403: _PROBLEMS[404]})
    def party_pledges(
        request: Request,
        party: Id,
        role: Literal["pledgee", "pledgor"] = "pledgee",
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """Pledges that an institution holds or held, or that are of its rights."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).party_pledges(party, role))

    @router.get("/expiring", response_model=models.ExpiringBody)
    def expiring(
        request: Request,
        of: Literal["terms", "fees", "rights"] = "terms",
        days: Annotated[int, Query(ge=0, le=366, description="Within this many days from today.")] = 90,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """What ends soon: terms of pledges, times for which fees are paid, or rights."""
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).expiring(of, days))

    RightKindName = Literal[  # noqa: N806 - a type
        "Patent", "Trademark", "SoftwareCopyright", "Copyright", "PatentApplication", "TrademarkApplication"
    ]
    Region = Annotated[  # noqa: N806 - a type
        str | None, Query(max_length=64, description="A code or its beginning, such as CN-44.", examples=["CN-440300"])
    ]
    Amount = Annotated[  # noqa: N806 - a type
        int | None, Query(ge=0, le=_LARGEST_ID, description="Minor units that must fit.", examples=[500_000_000])
    ]

    @router.get("/programmes", response_model=models.ProgrammesBody)
    def programmes(
        request: Request,
        kind: RightKindName | None = None,
        region: Region = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """Programmes of subsidies in force: who pays what part of which cost, on what conditions."""
        wanted = Wanted(None if kind is None else RightKind[kind], region)
        return reply(grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).programmes(wanted))

    @router.get("/products", response_model=models.EntriesBody)
    def products(
        request: Request,
        kind: RightKindName | None = None,
        region: Region = None,
        amount_minor: Amount = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """Products of financing on intellectual property, each as its provider published it."""
        wanted = Wanted(None if kind is None else RightKind[kind], region, amount_minor)
        return reply(
            grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).entries(EntryKind.Product, wanted)
        )

    @router.get("/needs", response_model=models.EntriesBody)
    def needs(
        request: Request,
        kind: RightKindName | None = None,
        region: Region = None,
        amount_minor: Amount = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """What firms need financed, published by them or with their written consent."""
        wanted = Wanted(None if kind is None else RightKind[kind], region, amount_minor)
        return reply(
            grounds, request, lambda ground: Listing(ground, Asked(cursor, limit)).entries(EntryKind.Need, wanted)
        )

    @router.get("/offers", response_model=models.EntriesBody)
    def offers(
        request: Request,
        kind: RightKindName | None = None,
        region: Region = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Response:
        """Rights that universities and other owners offer to sell or license."""
        wanted = Wanted(None if kind is None else RightKind[kind], region)
        return reply(
            grounds,
            request,
            lambda ground: Listing(ground, Asked(cursor, limit)).entries(EntryKind.RightsOffer, wanted),
        )

    @router.get("/overdue", response_model=models.OverdueBody)
    def overdue(cursor: Cursor = None, limit: Limit = 100) -> Response:
        """Duties that are overdue: funds that owe a price."""
        return untagged(grounds, lambda ground: Listing(ground, Asked(cursor, limit)).overdue())

    return router


def _mirror(grounds: Grounds, settings: LookupSettings, addresses: Mapping[str, str]) -> APIRouter:
    router = _router()
    kept = Kept()

    @router.get("/statistics", response_model=models.StatisticsBody)
    def statistics(request: Request) -> Response:
        """Counts over the whole ledger, and the policy paper's figures apart from them."""
        return reply(grounds, request, kept.get)

    @router.get("/completeness", response_model=models.CompletenessBody)
    def completeness(request: Request) -> Response:
        """Whether the mirror holds the whole ledger, and up to which block."""
        return reply(grounds, request, service.completeness)

    @router.get("/heads/{block}", response_model=models.HeadBody)
    def head(request: Request, block: Annotated[int, Path(ge=0, le=_LARGEST_ID, examples=[8])]) -> Response:
        """The ledger's position after a block: number of the newest event, rolling hash over all."""
        return reply(grounds, request, service.head, block)

    @router.get("/events", response_class=Response, responses=EVENTS_ANSWER)
    def events(
        from_block: Annotated[int, Query(ge=0, le=_LARGEST_ID, examples=[0])] = 0,
        limit: Annotated[int, Query(ge=1, le=settings.page_limit)] = settings.page_limit,
    ) -> Response:
        """Events as one JSON object a line, whole blocks, ending with a line that says where to go on.

        They give the ledger's rolling hash. Of those that carry an amount the hash of the data stands in for the data;
        those that would tell of a default are told by their number alone.
        """
        with grounds.open() as ground:
            lines = service.events(ground, from_block, limit, addresses)
        body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        return Response(body, media_type="application/x-ndjson", headers={"Cache-Control": "public, no-cache"})

    @router.get("/health", response_model=models.HealthBody, responses={503: {"model": models.HealthBody}})
    def health() -> Response:
        """Whether statuses are being told; 503 when they are not."""
        return untagged(grounds, service.health, lambda found: 200 if found["status"] == "ok" else 503)

    return router
