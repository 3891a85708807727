"""Problems (RFC 9457): how every failure reaches a caller."""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chain_gateway.api.services import GatewayServices
from chain_gateway.documents import (
    DocumentCorrupt,
    DocumentNotFound,
    DocumentTooLarge,
    InvalidCid,
    MalformedTree,
    StoreUnavailable,
    TooFewCopies,
)
from chain_gateway.documents.content import RefusedContent
from chain_gateway.ledger.dates import InvalidLegalDate
from chain_gateway.ledger.solidity import InvalidValue
from chain_gateway.rpc import CallReverted, NodeError, NodeUnavailable
from chain_gateway.signing import NoKeyForParty
from chain_gateway.submission import (
    AmbiguousName,
    AnotherFile,
    IdempotencyKeyReused,
    IllegalTransition,
    NameKnown,
    NamePending,
    NotAwaitingApproval,
    SecondPersonNeeded,
    UnknownBulk,
    UnknownSubmission,
    refusal,
)
from chain_gateway.submission import Request as Act
from chain_gateway.submission.documents import DocumentErased, NotSealed, NotYourDocument, TooManyRecipients
from chain_gateway.submission.webhooks import TooManyWebhooks, UnknownDelivery, UnknownWebhook, WebhookKnown
from chain_gateway.webhooks.addresses import InvalidWebhookUrl

_log = logging.getLogger(__name__)

BASE = "https://pledgebook.example/problems/"
MEDIA_TYPE = "application/problem+json"
_LONGEST_VALUE = 200


class ProblemBody(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(
        extra="allow",  # RFC 9457: a kind of problem may have members of its own
        json_schema_extra={
            "examples": [
                {
                    "type": BASE + "invalid-number",
                    "title": "The number of a right is not valid",
                    "status": 422,
                    "detail": "the check digit would be 3",
                    "field": "rights[0]",
                    "value": "201710601862.5",
                    "problem": "wrong-check-digit",
                }
            ]
        },
    )

    type: str = Field(description="Stable URI of the kind of problem; its last part is the problem's code.")
    title: str
    status: int
    detail: str = ""
    field: str | None = Field(default=None, description="The offending field of the request, such as rights[3].")
    value: Any = Field(default=None, description="Its value, cut to 200 characters.")
    error: dict[str, Any] | None = Field(
        default=None, description="A contract's refusal: name and arguments of its error."
    )


TITLES: dict[str, str] = {
    "act-not-possible": "The act is not possible now",
    "ambiguous-name": "Several parties have this name",
    "another-file": "The Idempotency-Key belongs to another file",
    "approval-not-needed": "Nobody has to decide on this now",
    "body-too-large": "The body is too large",
    "bulk-too-large": "The file is too large",
    "certificate-mismatch": "The token belongs to another client certificate",
    "document-corrupt": "A stored document is damaged",
    "document-erased": "The document was erased",
    "document-not-kept": "The document is not kept",
    "document-not-found": "No such document",
    "document-refused": "The document is not taken",
    "document-too-large": "The document is too large",
    "duplicate": "The same thing is named twice",
    "idempotency-key-missing": "The request has no Idempotency-Key",
    "idempotency-key-reused": "The Idempotency-Key belongs to another request",
    "internal-error": "The gateway failed",
    "invalid-body": "The body is not valid",
    "invalid-cid": "The content identifier is not valid",
    "invalid-date": "The legal date is not valid",
    "invalid-number": "The number of a right is not valid",
    "invalid-value": "A value does not fit the ledger",
    "invalid-webhook": "The URL cannot be one of a webhook",
    "key-not-held": "The gateway holds no key of this party",
    "method-not-allowed": "The method is not allowed here",
    "line-too-long": "The row is too long",
    "name-known": "The party is entered already",
    "name-pending": "A party of this name is being entered",
    "node-unavailable": "The chain cannot be reached",
    "nonce-taken": "Another transaction took the nonce",
    "never-taken": "No node takes the transaction",
    "not-a-reader": "The valuation is not for this party",
    "not-approved": "A second person did not approve the act",
    "not-found": "There is nothing here",
    "not-in-pledge": "The right is not in the pledge",
    "not-json": "The body is not JSON",
    "not-sealed": "The document is not sealed",
    "not-your-document": "The document is another party's",
    "not-your-listing": "The figures are of others' listing",
    "not-your-party": "The token acts for another party",
    "recipient-without-key": "A party has no key for documents",
    "recipients-missing": "The document must be sealed",
    "rate-limited": "Too many requests",
    "refused-by-ledger": "The ledger refused the act",
    "refused-by-node": "The node refused the request",
    "pledgors-not-found": "The pledgors of the pledge are not known here",
    "rights-not-found": "The rights of the pledge are not known here",
    "scope-missing": "The token does not allow this",
    "second-person-needed": "Another person must decide",
    "token-expired": "The token has expired",
    "token-invalid": "The token is not valid",
    "too-deep": "The body is nested too deeply",
    "too-many-recipients": "The document would have too many recipients",
    "shutting-down": "The gateway is about to end",
    "too-many-streams": "The party has too many streams open",
    "too-many-webhooks": "The party has too many webhooks",
    "transaction-too-large": "The act does not fit into one transaction",
    "unauthenticated": "The request has no valid token",
    "unknown-bulk": "No such bulk filing",
    "unknown-commitment": "No such buyback commitment",
    "unknown-operation": "No such announced act",
    "unknown-engagement": "No such engagement",
    "unknown-loss": "No such loss of this party",
    "unknown-listing": "No such listing",
    "unknown-message": "No such message",
    "unknown-party": "No such party",
    "unknown-pledge": "No such pledge",
    "unknown-refinancing": "No such refinancing",
    "unknown-pool": "No such pool of this party",
    "unknown-scheme": "No such scheme of this party",
    "unknown-submission": "No such submission",
    "unknown-webhook": "No such webhook",
    "unsupported-media-type": "The content type is not accepted here",
    "webhook-known": "The URL is a webhook already",
    "wrong-audience": "The token is for another audience",
}
"""Title of every problem code of the gateway."""


class ApiProblem(Exception):
    """A request cannot be served; `code` is one of TITLES."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        value: Any = None,
        error: Mapping[str, Any] | None = None,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
        self.value = value
        self.error = error
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The problem document."""
        return problem_body(
            self.status, self.code, self.detail, field=self.field, value=self.value, error=self.error, extra=self.extra
        )


def problem_body(
    status: int,
    code: str,
    detail: str,
    *,
    field: str | None = None,
    value: Any = None,
    error: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A problem document; members that have nothing to say are left out."""
    body: dict[str, Any] = {"type": BASE + code, "title": TITLES[code], "status": status, "detail": detail}
    if field is not None:
        body["field"] = field
        body["value"] = _shown(value)
    if error is not None:
        body["error"] = dict(error)
    return body | dict(extra or {})


def submission_problem(error: Mapping[str, Any]) -> dict[str, Any]:
    """The problem document of a submission that ended without effect, from what the store keeps of it."""
    named = {"name": error["name"], "arguments": error["arguments"]} if "name" in error else None
    return problem_body(409, error["code"], f"{error['message']} {error['advice']}".strip(), error=named)


def respond(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response. Escaped to ASCII: what is echoed may be no valid text."""
    content = json.dumps(body, ensure_ascii=True)
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's description of the problems that an operation answers with."""
    return {
        status: {"description": _described(status), "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}}}
        for status in statuses
    }


def _described(status: int) -> str:
    return f"{_DESCRIPTIONS[status]} Types: {', '.join(TYPES_OF_STATUS[status])}."


TYPES_OF_STATUS: dict[int, tuple[str, ...]] = {
    400: ("not-json",),
    401: ("unauthenticated", "token-expired", "token-invalid", "wrong-audience", "certificate-mismatch"),
    403: (
        "scope-missing",
        "not-your-party",
        "not-a-reader",
        "not-your-listing",
        "second-person-needed",
        "not-your-document",
    ),
    404: (
        "not-found",
        "document-not-found",
        "unknown-bulk",
        "unknown-commitment",
        "unknown-engagement",
        "unknown-loss",
        "unknown-listing",
        "unknown-message",
        "unknown-operation",
        "unknown-party",
        "unknown-pledge",
        "unknown-refinancing",
        "unknown-pool",
        "unknown-scheme",
        "unknown-submission",
        "unknown-webhook",
    ),
    405: ("method-not-allowed",),
    409: (
        "act-not-possible",
        "ambiguous-name",
        "approval-not-needed",
        "key-not-held",
        "name-known",
        "name-pending",
        "not-sealed",
        "pledgors-not-found",
        "recipient-without-key",
        "refused-by-ledger",
        "rights-not-found",
        "too-many-recipients",
        "too-many-webhooks",
        "webhook-known",
    ),
    410: ("document-erased",),
    413: ("body-too-large", "bulk-too-large", "document-too-large", "line-too-long"),
    415: ("unsupported-media-type",),
    422: (
        "another-file",
        "document-refused",
        "duplicate",
        "idempotency-key-missing",
        "idempotency-key-reused",
        "invalid-body",
        "invalid-cid",
        "invalid-date",
        "invalid-number",
        "invalid-value",
        "invalid-webhook",
        "not-in-pledge",
        "recipients-missing",
        "too-deep",
        "transaction-too-large",
    ),
    429: ("rate-limited", "too-many-streams"),
    500: ("internal-error", "document-corrupt"),
    502: ("refused-by-node",),
    503: ("document-not-kept", "node-unavailable", "shutting-down"),
}
"""Problem types by the status that they come with. Ends of submissions (ENDS) come with none."""
ENDS = ("never-taken", "nonce-taken", "not-approved")
"""Types of problems that are only ever the error of a submission that ended without effect."""
_SCHEMA = "#/components/schemas/ProblemBody"  # it is there because submissions hold problems
_DESCRIPTIONS = {
    400: "The body is not JSON.",
    401: "No valid bearer token.",
    403: "The token does not allow this.",
    404: "There is nothing with this id.",
    409: "The present state does not allow this.",
    410: "It is gone for good.",
    413: "The body is too large.",
    415: "The content type is not accepted.",
    422: "The request is not valid.",
    429: "Too many requests.",
    500: "The gateway failed.",
    502: "The node refused the request.",
    503: "The chain cannot be reached.",
}


def install(app: FastAPI, services: GatewayServices) -> None:
    """Make the app answer every failure as a problem, and note refused acts in the audit."""

    def answer(request: Request, problem: ApiProblem) -> Response:
        act = getattr(request.state, "act", None) or _denied(request, problem)
        if act is not None:
            request.state.act = None
            services.store.refused(act, problem.code)
        return respond(problem.status, problem.body(), problem.headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, invalid: RequestValidationError) -> Response:
        return answer(request, validation_problem(invalid.errors()))

    @app.exception_handler(HTTPException)
    def _http(request: Request, failure: HTTPException) -> Response:
        return answer(request, _of_http(failure))

    kinds: tuple[type[Exception], ...] = (ApiProblem, *_TRANSLATED)
    for kind in kinds:

        @app.exception_handler(kind)
        def _known(request: Request, failure: Exception) -> Response:
            return answer(request, translate(failure))

    @app.exception_handler(Exception)
    def _unknown(request: Request, failure: Exception) -> Response:
        _log.error("%s %s failed: %s", request.method, request.url.path, type(failure).__name__, exc_info=failure)
        problem = ApiProblem(500, "internal-error", "The operator finds the cause in the gateway's log.")
        return answer(request, problem)


def _denied(request: Request, problem: ApiProblem) -> Act | None:
    """A write that the token does not allow, as the audit notes it: by the name of its endpoint, before its verb is
    known and its body is read.
    """
    caller = getattr(request.state, "principal", None)
    endpoint = getattr(request.scope.get("endpoint"), "__name__", "")
    if problem.status != 403 or caller is None or not endpoint:
        return None
    return Act(
        subject=caller.subject,
        party=caller.party,
        verb=endpoint[:60],
        body_hash=b"",
        token_id=caller.token_id,
        certificate=caller.certificate,
    )


def validation_problem(errors: Sequence[Any]) -> ApiProblem:
    """The problem of a body that its model does not take, from pydantic's errors."""
    first = errors[0]
    if first.get("type") == "json_invalid":
        return ApiProblem(400, "not-json", f"The body is not JSON: {first.get('ctx', {}).get('error', '')}.")
    every = [{"field": _path(each["loc"]), "detail": _plain(each["msg"])} for each in errors[:20]]
    return ApiProblem(
        422,
        "invalid-body",
        _plain(first["msg"]),
        field=_path(first["loc"]),
        value=first.get("input"),
        extra={"errors": every} if len(every) > 1 else None,
    )


def _of_http(failure: HTTPException) -> ApiProblem:
    headers = dict(failure.headers or {})
    match failure.status_code:
        case 404:
            return ApiProblem(404, "not-found", "No resource has this path; see /openapi.json.", headers=headers)
        case 405:
            return ApiProblem(405, "method-not-allowed", "See /openapi.json for the methods.", headers=headers)
        case 400:
            return ApiProblem(400, "not-json", "The body cannot be read as JSON in UTF-8.", headers=headers)
        case status:
            return ApiProblem(status, "invalid-body", str(failure.detail), headers=headers)


_TRANSLATED: tuple[type[Exception], ...] = (
    AmbiguousName,
    AnotherFile,
    CallReverted,
    DocumentCorrupt,
    DocumentErased,
    DocumentNotFound,
    DocumentTooLarge,
    IdempotencyKeyReused,
    IllegalTransition,
    InvalidCid,
    InvalidLegalDate,
    InvalidValue,
    InvalidWebhookUrl,
    MalformedTree,
    NameKnown,
    NamePending,
    NoKeyForParty,
    NodeError,
    NodeUnavailable,
    NotAwaitingApproval,
    NotSealed,
    NotYourDocument,
    RefusedContent,
    SecondPersonNeeded,
    StoreUnavailable,
    TooFewCopies,
    TooManyRecipients,
    TooManyWebhooks,
    UnknownBulk,
    UnknownDelivery,
    UnknownSubmission,
    UnknownWebhook,
    WebhookKnown,
)


def translate(failure: Exception) -> ApiProblem:
    """The problem that one of the project's own errors is to a caller."""
    detail = str(failure)
    match failure:
        case ApiProblem():
            return failure
        case IdempotencyKeyReused():
            return ApiProblem(422, "idempotency-key-reused", detail, field="Idempotency-Key", value=failure.key)
        case NamePending():
            return ApiProblem(409, "name-pending", detail, field="name", value=failure.name)
        case NameKnown():
            return ApiProblem(
                409, "name-known", detail, field="name", value=failure.name, extra={"party": failure.party}
            )
        case AmbiguousName():
            return ApiProblem(409, "ambiguous-name", detail, field="name", value=failure.name)
        case AnotherFile():
            return ApiProblem(422, "another-file", detail, field="row", value=failure.number)
        case UnknownBulk():
            return ApiProblem(404, "unknown-bulk", detail)
        case InvalidWebhookUrl():
            return ApiProblem(422, "invalid-webhook", detail, field="url", value=failure.url)
        case WebhookKnown():
            return ApiProblem(
                409, "webhook-known", detail, field="url", value=failure.url, extra={"webhook": failure.webhook_id}
            )
        case TooManyWebhooks():
            return ApiProblem(409, "too-many-webhooks", detail)
        case UnknownWebhook():
            return ApiProblem(404, "unknown-webhook", detail)
        case UnknownDelivery():
            return ApiProblem(404, "unknown-message", detail)
        case NotAwaitingApproval():
            return ApiProblem(409, "approval-not-needed", detail)
        case SecondPersonNeeded():
            return ApiProblem(403, "second-person-needed", detail)
        case UnknownSubmission():
            return ApiProblem(404, "unknown-submission", detail)
        case IllegalTransition():
            return ApiProblem(409, "act-not-possible", detail)
        case NoKeyForParty():
            return ApiProblem(409, "key-not-held", detail)
        case InvalidCid():
            return ApiProblem(422, "invalid-cid", detail, field="cid", value=failure.value)
        case InvalidLegalDate():
            return ApiProblem(422, "invalid-date", detail)
        case InvalidValue():
            return ApiProblem(422, "invalid-value", detail, field=failure.field, value=failure.value)
        case DocumentNotFound():
            return ApiProblem(404, "document-not-found", detail)
        case RefusedContent() if failure.field == "content-type":
            return ApiProblem(415, "unsupported-media-type", detail, field="content-type", value=failure.value)
        case RefusedContent():
            return ApiProblem(422, "document-refused", detail, field=failure.field, value=failure.value)
        case DocumentErased():
            return ApiProblem(410, "document-erased", detail)
        case NotSealed():
            return ApiProblem(409, "not-sealed", detail)
        case NotYourDocument():
            return ApiProblem(403, "not-your-document", detail)
        case TooManyRecipients():
            return ApiProblem(409, "too-many-recipients", detail)
        case StoreUnavailable() | TooFewCopies():
            return ApiProblem(503, "document-not-kept", detail)
        case DocumentTooLarge():
            return ApiProblem(413, "document-too-large", detail)
        case DocumentCorrupt() | MalformedTree():
            return ApiProblem(500, "document-corrupt", detail)
        case NodeUnavailable():
            return ApiProblem(503, "node-unavailable", "The chain cannot be reached now; nothing was sent.")
        case CallReverted():
            error = refusal(failure)
            return ApiProblem(409, "refused-by-ledger", f"{error['message']} {error['advice']}")
        case NodeError():
            return ApiProblem(502, "refused-by-node", detail)
        case _:
            raise TypeError(f"{type(failure).__name__} has no problem.")


def _path(location: tuple[int | str, ...]) -> str:
    """A field's path, such as obligation.amount_minor or rights[3]."""
    parts = [part for part in location if part not in ("body", "query", "path", "header")]
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "body"


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)  # JSON has no infinity
    if isinstance(value, int):
        return value if abs(value) < 2**64 else _shown(str(value))
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "..."
