"""What pledgors are to sign."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from chain_gateway.api.auth import SCOPE_PLEDGES, Principal, Services, allowed
from chain_gateway.api.bodies.answers import ConsentsBody
from chain_gateway.api.bodies.pledges import ConsentRequestBody
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.terms import draw_salt, filing_of, parse_rights, pledgee_of
from chain_gateway.ledger.consent import consent_typed_data, obligation_digest, rights_digest

router = APIRouter(tags=["consents"])

_Pledgee = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES))]
_WEEK = 7 * 24 * 3600


@router.post(
    "/v1/consents:prepare",
    response_model=ConsentsBody,
    responses=responses(400, 401, 403, 413, 415, 422, 503),
    summary="What the pledgors are to sign",
)
def prepare(body: ConsentRequestBody, caller: _Pledgee, services: Services) -> dict[str, Any]:
    """The digests and the EIP-712 message of each pledgor. Keep the obligation's salt: the filing needs it."""
    if body.pledge is not None and body.joint_pledgees:
        raise ApiProblem(
            422,
            "invalid-body",
            "An amendment does not change the joint pledgees; leave them out.",
            field="joint_pledgees",
            value=body.joint_pledgees,
        )
    salt = draw_salt()
    obligation = body.obligation.obligation(salt)
    filing = filing_of(body, pledgee_of(body.pledgee, caller), parse_rights(body.rights), obligation)
    digest, rights = obligation_digest(obligation), rights_digest(filing.rights)
    # Chain time may run ahead of the clock, and it is chain time that the ledger judges by.
    deadline = body.deadline if body.deadline is not None else services.node.head().timestamp + _WEEK
    asked = [(pledgor, secrets.randbits(256)) for pledgor in filing.pledgors]
    named = body.obligation.model_dump(mode="json") | {
        "amount_minor": str(obligation.amount),
        "salt": "0x" + obligation.salt.hex(),
    }
    return {
        "obligation_digest": "0x" + digest.hex(),
        "rights_digest": "0x" + rights.hex(),
        "obligation": named,
        "typed_data": [
            consent_typed_data(
                services.deployment,
                pledgor,
                body.pledge or 0,
                filing.pledgee,
                filing.joint_pledgees,
                digest,
                rights,
                nonce,
                deadline,
            )
            for pledgor, nonce in asked
        ],
        "consents": [{"pledgor": pledgor, "nonce": str(nonce), "deadline": deadline} for pledgor, nonce in asked],
    }
