"""Examples of bodies and answers for the description, by the name of their schema.

A body that is made with an example of its own needs none here; one with a null does, because FastAPI leaves nulls out
of models' examples. A test reads each one with its model.
"""

from typing import Any

from chain_gateway.api.bodies import disposals, valuations
from chain_gateway.api.bodies.pledges import FILING_EXAMPLE

_DOCUMENT = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
_RIGHT = "CN201710601862.3"
_KEY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
_HASH = "0x" + "9e" * 32
_RECORDED = {"recorded_on": "2024-06-03", "document": _DOCUMENT}
_SUBMISSION: dict[str, Any] = {
    "id": "sub-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
    "state": "final",
    "verb": "file",
    "party": 7,
    "transaction": _HASH,
    "block": {"number": 1205, "hash": "0x" + "4b" * 32, "time": "2026-11-24T08:00:01Z"},
    "error": None,
    "result": {
        "events": [{"sequence": 41, "book": "PledgeRegistry", "name": "PledgeFiled", "subject": 41, "actor": 7}]
    },
    "created_at": "2026-11-24T08:00:00.000Z",
    "updated_at": "2026-11-24T08:00:01.250Z",
    "replayed": False,
}
_BLOCK = _SUBMISSION["block"]
_OBLIGATION = FILING_EXAMPLE["obligation"]

_ROW: dict[str, Any] = {
    "row": 2,
    "reference": "loan-2024-000118",
    "submission": None,
    "state": None,
    "problem": {
        "type": "https://pledgebook.example/problems/invalid-number",
        "title": "The number of a right is not valid",
        "status": 422,
        "detail": "the check digit would be 3",
        "field": "rights[0]",
        "value": "201710601862.5",
    },
}


_WEBHOOK: dict[str, Any] = {
    "id": "hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
    "url": "https://bank.example/pledgebook",
    "created_at": "2026-11-24T08:00:00.000Z",
    "created_by": "clerk-1",
    "previous_secret_until": None,
}
_DELIVERY: dict[str, Any] = {
    "message": "sub-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e.final",
    "event": "submission.final",
    "submission": "sub-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
    "state": "pending",
    "attempts": 2,
    "status": 503,
    "problem": "HTTP 503",
    "created_at": "2026-11-24T08:00:00.000Z",
    "updated_at": "2026-11-24T08:00:07.000Z",
}


_TRANCHE: dict[str, Any] = {
    "place": 1,
    "party": 9,
    "rate": 8000,
    "reinsures": 0,
    "pool": None,
    "joined": True,
    "cap_per_loss_minor": "800000000",
    "cap_in_total_minor": "8000000000",
    "used_minor": "0",
    "bears_minor": "664000000",
}
_SHARE: dict[str, Any] = {
    "place": 1,
    "party": 9,
    "share_minor": "664000000",
    "due_minor": "664000000",
    "paid_minor": "664000000",
    "confirmed_minor": "664000000",
    "relieved_minor": "0",
    "returned_minor": "6800000",
    "subrogated_minor": "664000000",
}


EXAMPLES: dict[str, dict[str, Any]] = {
    **disposals.EXAMPLES,
    **valuations.EXAMPLES,
    # Bodies
    "ActOnly": {"act": {"executed_on": "2024-05-31"}},
    "AmendmentBody": {"obligation": _OBLIGATION | {"amount_minor": "800000000"}, "act": {"document": _DOCUMENT}},
    "AmendmentRecordingBody": {"act": _RECORDED},
    "ApprovalBody": {},
    "AssignmentBody": {"assignee": 8, "act": {"document": _DOCUMENT}},
    "BuybackAcceptanceBody": {"principal_minor": "1000000000"},
    "CancellationBody": {"ground": "DebtPerformed", "act": _RECORDED},
    "CallerGrantBody": {"book": "AssetRegistry", "verb": "lock", "caller": "BuybackBook", "allowed": True},
    "CapBody": {"basis_points": 7500},
    "CircumstancesBody": {
        "circumstances": [{"kind": "AnnualFee", "to": "2025-07-21", "source": "演示", "as_of": "2024-05-31"}]
    },
    "ClassBody": {"asset_class": "Core", "source": "演示", "as_of": "2024-05-31"},
    "CorrectionBody": {"due_on": "2024-07-03", "act": _RECORDED},
    "CoverageBody": {"jurisdiction": "CN", "kind": "Patent", "from": "1985-04-01", "through": "2024-05-31"},
    "DeclineBody": {"reason": "PriceTooLow"},
    "ClaimRightsBody": {"act": {"executed_on": "2024-05-31"}},
    "DefaultBody": {"ground": "DebtNotPerformed", "notice_on": "2025-06-10", "act": {"document": _DOCUMENT}},
    "DeterminationBody": {"ground": "PeriodOver", "amount_minor": "830000000", "act": {"document": _DOCUMENT}},
    "DirectoryEntryBody": {
        "kind": "Product",
        "name": "演示知产贷",
        "region": "CN-440300",
        "most_minor": "1000000000",
        "most_months": 36,
        "conditions": _DOCUMENT,
    },
    "EligibilityBody": {"eligible": True, "haircut_basis_points": 3000, "act": {"document": _DOCUMENT}},
    "EnforcementBody": {"route": "Court", "case_number": "(2025)演示01民特1号", "act": {"document": _DOCUMENT}},
    "KeyBody": {"key": _KEY, "act": {"document": _DOCUMENT}},
    "KindBody": {"jurisdiction": "CN", "kind": "Patent", "ranking": "Exclusive", "office": 2},
    "LiftingBody": {"preservation": 57},
    "MigrationBody": {
        "pledgee": 8,
        "pledgors": [7],
        "rights": [_RIGHT],
        "registration_number": "Y2019110000123",
        "effective_on": "2019-11-18",
        "act": {"provenance": "migrated"} | _RECORDED,
    },
    "NamesBody": {"names": ["演示精密仪器有限公司"]},
    "OneRightFactsBody": {"validity": "InForce", "owners": [7], "source": "演示", "as_of": "2024-05-31"},
    "PauseBody": {"verb": "file"},
    "PaymentBody": {"amount_minor": "250000000"},
    "RealisationBody": {
        "method": "Auction",
        "currency": "CNY",
        "proceeds_minor": "520000000",
        "costs_minor": "20000000",
        "principal_minor": "500000000",
        "deficiency_minor": "330000000",
        "act": {"document": _DOCUMENT},
    },
    "RefusalBody": {"ground": "AlreadyPledged", "act": _RECORDED},
    "RegistrationBody": {
        "registration_number": "Y2024110000456",
        "effective_on": "2024-06-03",
        "act": {"recorded_on": "2024-06-03"},
    },
    "ReleaseBody": {"freed": [_RIGHT], "act": {"document": _DOCUMENT}},
    "ReleaseRecordingBody": {"freed": [_RIGHT], "act": _RECORDED},
    "RenamingBody": {"name": "演示精密科技有限公司", "act": _RECORDED},
    "ResaleBody": {"price_minor": "520000000"},
    "RightsActBody": {"act": {"executed_on": "2024-05-31"}},
    "RotationBody": {"old_key": _KEY, "new_key": "0x52908400098527886E0F7030069857D2E4169EE7"},
    "SettlementBody": {"received_minor": "750000000"},
    "SubsidyBody": {
        "programme": 70,
        "pledge": 41,
        "period": "2026-01-01",
        "beneficiary": 7,
        "cost_minor": "40000000",
        "amount_minor": "20000000",
        "right": _RIGHT,
        "act": {"document": _DOCUMENT},
    },
    "SubsidyGrantBody": {"amount_minor": "20000000"},
    "SubsidyRefusalBody": {"reason": "NotEligible", "act": {"document": _DOCUMENT}},
    "SubordinationBody": {"favoured": 42, "act": {"document": _DOCUMENT}},
    "TransferConsentBody": {
        "kind": "Licence",
        "covered": [_RIGHT],
        "scope": "Ordinary",
        "price_use": "PrepaysDebt",
        "currency": "CNY",
        "price_minor": "10000000",
        "act": {"document": _DOCUMENT},
    },
    "CoverBody": {"pledge": 41, "principal_minor": "1000000000"},
    "LossBody": {"pledge": 41, "amount_minor": "830000000"},
    "PoolPaymentBody": {"amount_minor": "100000000"},
    "RecoveryBody": {"amount_minor": "200000000"},
    "SharePaymentBody": {"place": 1, "amount_minor": "664000000"},
    "ShareReceiptBody": {"place": 1, "received_minor": "664000000"},
    "SubrogationBody": {"place": 1, "extent_minor": "664000000", "act": {"document": _DOCUMENT}},
    # Answers
    "BulkBody": {
        "id": "bulk-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
        "state": "under-way",
        "party": 7,
        "rows": 2,
        "accepted": 1,
        "refused": 1,
        "states": {"broadcast": 1},
        "failures": [_ROW],
        "created_at": "2026-11-24T08:00:00.000Z",
        "updated_at": "2026-11-24T08:00:01.000Z",
        "replayed": False,
    },
    "BulkRowsBody": {"rows": [_ROW], "next": None},
    "WebhookBody": _WEBHOOK,
    "WebhookSecretBody": _WEBHOOK | {"secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
    "WebhooksBody": {"webhooks": [_WEBHOOK]},
    "DeliveryBody": _DELIVERY,
    "DeliveriesBody": {"deliveries": [_DELIVERY]},
    "CheckBody": {
        "ok": False,
        "block": _BLOCK,
        "filing": [],
        "rights": [
            {
                "right": "CN:PAT:201710601862.3",
                "asset_key": _HASH,
                "ok": False,
                "findings": [
                    {
                        "ground": "AlreadyPledged",
                        "error": "AlreadyEncumbered",
                        "detail": "CN:PAT:201710601862.3 is in pledge 41, and its kind bears one pledge only.",
                        "advice": "Wait until the office has cancelled that pledge.",
                        "pledge": 41,
                    }
                ],
            }
        ],
        "simulation": {"passes": False, "error": None},
    },
    "ConsentsBody": {
        "obligation_digest": _HASH,
        "rights_digest": _HASH,
        "obligation": _OBLIGATION,
        "typed_data": [{"primaryType": "PledgorConsent", "domain": {}, "types": {}, "message": {}}],
        "consents": [{"pledgor": 7, "nonce": "81985529216486895", "deadline": 1900000000}],
    },
    "DirectoryBody": {"parties": {"演示精密仪器有限公司": 7, "演示未知公司": None}},
    "DocumentBody": {
        "cid": _DOCUMENT,
        "size": 48213,
        "media_type": "application/pdf",
        "name": "质押合同（演示）.pdf",
        "sealed": False,
        "party": 7,
        "recipients": [],
        "created_at": "2026-11-24T08:00:00.000Z",
        "erased_at": None,
        "copies": [],
        "wrapped_key": None,
    },
    "HealthBody": {
        "status": "ok",
        "chain": {"reachable": True, "chain_id": 1337, "block": {"number": 1205, "hash": _HASH}, "nodes": []},
        "store": {"submissions": {"final": 40, "prepared": 1}},
        "worker": {"running": True, "lanes_in_trouble": 0},
    },
    "NothingBody": {},
    "OperationsBody": {
        "time": "2026-11-24T08:00:01Z",
        "operations": [
            {
                "id": _HASH,
                "nonce": 1,
                "state": "waiting",
                "contract": "PartyRegistry",
                "function": "unpause",
                "arguments": {"target": _KEY, "selector": "0x3d8cbc5f"},
                "caller": _KEY,
                "target": _KEY,
                "data": "0x8cba5a7a",
                "ready_at": "2026-11-26T08:00:01Z",
                "expires_at": "2026-12-03T08:00:01Z",
                "block": 1205,
                "transaction": _HASH,
            }
        ],
    },
    "RoleBody": {"role": "Guardian", "account": _KEY},
    "RoleEndBody": {"role": "Guardian", "account": _KEY},
    "VerbGrantBody": {"book": "PledgeRegistry", "verb": "file", "kinds": ["Bank", "OtherLender"]},
    "HeldActsBody": {
        "acts": [
            {
                "submission": _SUBMISSION["id"],
                "verb": "file",
                "asked_by": "clerk-1",
                "asked_at": "2026-11-24T08:00:00.000Z",
                "expires_at": "2026-11-27T08:00:00.000Z",
                "arguments": {},
                "yours": False,
            }
        ]
    },
    "ReadyBody": {"ready": True, "checks": {"store": True, "node": True, "worker": True, "lanes": True, "open": True}},
    "SearchedBody": {"search": _HASH, "as_of": "2024-05-31", "count": 2, "parts": [_SUBMISSION | {"verb": "certify"}]},
    "PoolFiguresBody": {
        "pool": 60,
        "owner": 11,
        "currency": "CNY",
        "capital_minor": "5000000000",
        "reserved_minor": "400000000",
        "free_minor": "4600000000",
        "used_minor": "0",
        "replenished_minor": "0",
        "exhausted": False,
        "covered_minor": "1000000000",
        "months_left": None,
    },
    "SchemeFiguresBody": {
        "scheme": 61,
        "state": "InForce",
        "proposer": 8,
        "currency": "CNY",
        "order": "CreditorFirst",
        "cover_limit_minor": "10000000000",
        "covered_minor": "1000000000",
        "tranches": [_TRANCHE],
    },
    "LossFiguresBody": {
        "loss": 70,
        "pledge": 41,
        "scheme": 61,
        "currency": "CNY",
        "order": "CreditorFirst",
        "amount_minor": "830000000",
        "recovered_minor": "200000000",
        "shares": [_SHARE],
    },
    "SubmissionBody": _SUBMISSION,
}


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The description, with an example for each schema that has none of its own."""
    schemas = document.get("components", {}).get("schemas", {})
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name].setdefault("examples", [example])
    return document
