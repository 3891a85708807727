"""Pages of the console: sign in, what waits, file, register, refuse, cancel, discharge, accept a commitment."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chain_gateway.client import GatewayClient, Submission
from chain_gateway.client.errors import Problem as Refusal
from chain_gateway.client.errors import ServiceUnavailable
from chain_gateway.ledger.dates import today
from indexer.lookup import service
from indexer.lookup.listing import Asked, Listing
from indexer.lookup.problems import Problem
from indexer.portal.console import acts
from indexer.portal.console.sessions import Session, Sessions, UnreadableToken
from indexer.portal.console.working_days import EXAMINED_WITHIN, due, working_days
from indexer.portal.forms import file_in, from_this_site, posted, text_in
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_ROWS = 100
_SECONDS = 20.0
_LOOKS = 60
_BANK, _OFFICE = "pledges:write", "registry:write"
_LIVE = {"Filed", "Registered", "Enforcing", "Discharged"}
_TERMS = ("pledgors", "rights", "kind", "currency", "amount", "debtor", "starts_on", "ends_on")
_T = TypeVar("_T")
Handler = Callable[[Request], Awaitable[Response]]
Signed = Callable[[Request, Session], Awaitable[Response]]
Sent = Callable[[Request, FormData, GatewayClient], Awaitable[Response]]


class Console:
    """The console of one portal, over the gateway that it names."""

    def __init__(self, portal: Portal, gateway_url: Callable[[], str]) -> None:
        self._portal = portal
        self._url = gateway_url
        self.sessions = Sessions(portal.settings.session_seconds, portal.settings.secure)

    def routes(self) -> list[Route]:
        """All of its pages."""
        both = ["GET", "POST"]
        return [
            Route("/console", self._inside(self._desk)),
            Route("/console/sign-in", self._sign_in, methods=both),
            Route("/console/sign-out", self._posting(self._sign_out), methods=["POST"]),
            Route("/console/file", self._inside(self._filing)),
            Route("/console/draft", self._posting(self._draft), methods=["POST"]),
            Route("/console/filings", self._posting(self._file), methods=["POST"]),
            Route("/console/commitments", self._inside(self._commitments)),
            Route("/console/acceptances", self._posting(self._accept), methods=["POST"]),
            Route("/console/pledges/{pledge:int}", self._inside(self._pledge)),
            Route("/console/pledges/{pledge:int}/{act}", self._posting(self._act), methods=["POST"]),
            Route("/console/submissions/{submission}", self._inside(self._submission)),
        ]

    # -- who is there

    async def _sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            return self._page(request, None, "console/sign_in.html", refused=None)
        from_this_site(request)
        async with posted(request, 100_000) as form:
            token = text_in(form, "token")
        refused = "token"
        try:
            session = self.sessions.read(token)
            if await run_in_threadpool(self._accepted, session):
                response = RedirectResponse("/console", 303)
                self.sessions.open(session, response)
                return response
        except UnreadableToken:
            refused = "unreadable"
        return self._page(request, None, "console/sign_in.html", code=401, refused=refused)

    def _accepted(self, session: Session) -> bool:
        """Whether the gateway takes the token: it is asked for a submission that nobody has."""
        try:
            with self._gateway(session) as gateway:
                gateway.submission("none")
        except Refusal as refused:
            return refused.status != 401
        except ServiceUnavailable:
            raise Problem(503, "gateway-unavailable", "", "") from None
        return True

    async def _sign_out(self, request: Request, _form: FormData, _gateway: GatewayClient) -> Response:
        response = RedirectResponse("/", 303)
        self.sessions.close(request, response)
        return response

    # -- what waits

    async def _desk(self, request: Request, session: Session) -> Response:
        def read() -> dict[str, Any]:
            with self._portal.grounds.open() as ground:
                found: dict[str, Any] = {"party": service.party(ground, session.party) if session.party else None}
                asked = Asked(parameters.text(request, "cursor"), _ROWS)
                if session.may(_OFFICE):
                    waiting = Listing(ground, asked).waiting_for(session.party)
                    found |= {"waiting": [_clocked(each) for each in waiting["pledges"]], "next": waiting["next"]}
                elif session.party:
                    held = Listing(ground, asked).party_pledges(session.party, "pledgee")
                    found |= {
                        "held": [each for each in held["pledges"] if each["state"] in _LIVE],
                        "next": held["next"],
                    }
                return {**found, "rested": ground.rested()}

        return self._page(request, session, "console/desk.html", days=EXAMINED_WITHIN, **await run_in_threadpool(read))

    async def _pledge(self, request: Request, session: Session) -> Response:
        asked = parameters.identity(request, "pledge")

        def read() -> dict[str, Any]:
            with self._portal.grounds.open() as ground:
                return service.pledge(ground, asked)

        return self._page(
            request,
            session,
            "console/pledge.html",
            pledge=await run_in_threadpool(read),
            today=today().isoformat(),
            refusals=acts.REFUSALS,
            releases=acts.RELEASES,
        )

    async def _submission(self, request: Request, session: Session) -> Response:
        name = request.path_params["submission"]
        look = min(parameters.number(request, "look") or 0, _LOOKS)

        def read() -> Submission:
            with self._gateway(session) as gateway:
                return gateway.submission(name)

        found = await self._answered(read)
        again = f"/console/submissions/{found.id}?look={look + 1}" if not found.terminal and look < _LOOKS else None
        return self._page(request, session, "console/submission.html", found=found, again=again)

    # -- acts

    async def _filing(self, request: Request, session: Session) -> Response:
        return self._page(request, session, "console/file.html", today=today().isoformat())

    async def _draft(self, _request: Request, form: FormData, gateway: GatewayClient) -> Response:
        """A draft with what the pledgors are to sign; or, where they signed on paper, the filing itself."""
        contract = await self._document(form, "contract", gateway, needed=True)
        fields = {name: text_in(form, name) for name in _TERMS}
        body = acts.terms(fields, contract or "")
        if text_in(form, "consent") == "paper":
            paper = await self._document(form, "paper", gateway, needed=True)
            return await self._handed_in(form, gateway, "pledges_file", {**body, "act": {"document": paper}})
        prepared = await self._answered(lambda: gateway.prepare_consents(body))
        headers = {"Content-Disposition": 'attachment; filename="pledge-draft.json"', "Cache-Control": "no-store"}
        return Response(acts.draft(body, prepared), media_type="application/json", headers=headers)

    async def _file(self, _request: Request, form: FormData, gateway: GatewayClient) -> Response:
        brought = await file_in(form, "draft")
        consents = [
            await each.read() for each in form.getlist("consents") if isinstance(each, UploadFile) and each.size
        ]
        if brought is None or not consents:
            raise Problem(422, "invalid-request", "", "Choose the draft and the signed consents.", field="draft")
        body = acts.signed(brought[1], consents)
        application = await self._document(form, "application", gateway)
        return await self._handed_in(form, gateway, "pledges_file", body | _act(application))

    async def _commitments(self, request: Request, session: Session) -> Response:
        return self._page(request, session, "console/commitments.html")

    async def _accept(self, _request: Request, form: FormData, gateway: GatewayClient) -> Response:
        commitment = acts.ids(text_in(form, "commitment"), "commitment")[0]
        body = {"principal_minor": acts.minor(text_in(form, "amount"), text_in(form, "currency"))}
        return await self._handed_in(form, gateway, "buybacks_accept", body, commitment=commitment)

    async def _act(self, request: Request, form: FormData, gateway: GatewayClient) -> Response:
        pledge = parameters.identity(request, "pledge")
        verb, needed = _ACTS.get(request.path_params["act"], ("", False))
        if not verb:
            raise Problem(404, "not-found", "", "")
        document = await self._document(form, "document", gateway, needed=needed)
        recorded = {"recorded_on": today().isoformat(), "official_number": text_in(form, "number")}
        body: dict[str, Any] = _act(document)
        if verb == "pledges_register":
            number = text_in(form, "number")
            body = {
                "registration_number": number,
                "effective_on": text_in(form, "effective_on"),
                **_act(document, recorded),
            }
            consent = await self._document(form, "consent_document", gateway)
            body |= {"consent_document": consent} if consent else {}
        elif verb == "pledges_cancel":
            body = {"ground": text_in(form, "ground"), **_act(document, recorded)}
        elif verb in ("pledges_refuse", "changes_release"):
            body = {"ground": text_in(form, "ground"), **_act(document)}
        elif verb == "pledges_ask_correction":
            body = {"due_on": text_in(form, "due_on"), **_act(document)}
        return await self._handed_in(form, gateway, verb, body, pledge=pledge)

    # -- the ways through

    def _inside(self, page: Signed) -> Handler:
        """A page for who is signed in."""

        async def serve(request: Request) -> Response:
            session = self.sessions.of(request)
            if session is None:
                return RedirectResponse("/console/sign-in", 303)
            return await page(request, session)

        return serve

    def _posting(self, act: Sent) -> Handler:
        """A form of who is signed in: of this site, with the session's own mark."""

        async def serve(request: Request) -> Response:
            from_this_site(request)
            session = self.sessions.of(request)
            if session is None:
                return RedirectResponse("/console/sign-in", 303)
            async with posted(request, self._portal.settings.upload_bytes, files=20) as form:
                if not session.sent(text_in(form, "csrf")):
                    raise Problem(403, "form-expired", "", "Open the page again and send the form from there.")
                with self._gateway(session) as gateway:
                    return await act(request, form, gateway)

        return serve

    async def _handed_in(
        self, form: FormData, gateway: GatewayClient, verb: str, body: Mapping[str, Any], **places: int
    ) -> Response:
        """Hand an act in; the form's own key makes sure that it is one, however often it is sent."""
        key = text_in(form, "key") or secrets.token_urlsafe(16)
        found = await self._answered(lambda: gateway.act(verb, body, key, **places))
        return RedirectResponse(f"/console/submissions/{found.id}?look=1", 303)

    async def _document(
        self, form: FormData, field: str, gateway: GatewayClient, *, needed: bool = False
    ) -> str | None:
        found = await file_in(form, field)
        if found is None:
            if needed:
                raise Problem(422, "invalid-request", "", "Choose the document.", field=field)
            return None
        content = found[1]
        return await self._answered(lambda: gateway.put_document(content))

    async def _answered(self, ask: Callable[[], _T]) -> _T:
        """What the gateway answers. Raises Problem with its own words where it refuses."""
        try:
            return await run_in_threadpool(ask)
        except ServiceUnavailable:
            raise Problem(503, "gateway-unavailable", "", "", headers={"Retry-After": "10"}) from None
        except Refusal as refused:
            code = refused.code if refused.code in ("not-found",) else "gateway-refused"
            raise Problem(refused.status or 502, code, "", str(refused), field=refused.field) from None

    def _gateway(self, session: Session) -> GatewayClient:
        return GatewayClient(self._url(), session.token, timeout_seconds=_SECONDS)

    def _page(
        self, request: Request, session: Session | None, template: str, code: int = 200, **context: Any
    ) -> Response:
        answer = self._portal.site.page(
            request, template, code, session=session, key=secrets.token_urlsafe(16), may=_MAY, **context
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer


_MAY = {"bank": _BANK, "office": _OFFICE}
_ACTS = {
    "registration": ("pledges_register", True),
    "refusal": ("pledges_refuse", False),
    "correction": ("pledges_ask_correction", False),
    "cancellation": ("pledges_cancel", True),
    "discharge": ("changes_release", True),
    "withdrawal": ("pledges_withdraw", False),
}
"""Acts on a pledge by the last part of their address: verb, and whether a document is needed."""


def _act(document: str | None, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    told = {name: value for name, value in {"document": document or "", **(more or {})}.items() if value}
    return {"act": told} if told else {}


def _clocked(pledge: dict[str, Any]) -> dict[str, Any]:
    """A pledge with the office's clock: working days since its state, and by when it is to be examined."""
    since = date.fromisoformat(pledge["state_since"]) if pledge["state_since"] else today()
    return {**pledge, "working_days": working_days(since, today()), "due": due(since).isoformat()}
