"""Bodies and examples of the OpenAPI description. All parties are invented (演示)."""

from typing import Any

BATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["numbers"],
                    "additionalProperties": False,
                    "properties": {
                        "numbers": {"type": "array", "minItems": 1, "maxItems": 10_000, "items": {"type": "string"}},
                        "as_of": {"type": ["string", "null"], "format": "date"},
                        "at_block": {"type": ["integer", "null"], "minimum": 0, "maximum": 2**63 - 1},
                    },
                },
                "example": {"numbers": ["ZL201710601862.3", "US7831837", "nonsense"], "as_of": "2026-01-21"},
            }
        },
    }
}

STATUS_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "query": "US7831837",
                    "right": "US:PAT:7831837",
                    "asset_key": "0x5f7c8a5a1a6e5bd9b5f2a0b8b3d1a1c34d3a6d2a5c1e0f9b8a7d6c5b4a392817",
                    "status": "unknown",
                    "reason": "not-covered",
                    "facts": None,
                    "pledges": [],
                    "past_pledges": 0,
                    "preservations": [],
                    "locks": [],
                    "circumstances": [],
                    "classes": [],
                    "warnings": [],
                    "coverage": {"state": "not-covered", "from": None, "through": None},
                    "as_of": "2026-01-21",
                    "block": {
                        "number": 8,
                        "hash": "0x2b0c7a9d5e1f4836a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4",
                        "time": "2026-01-01T08:00:00Z",
                    },
                    "known_at": None,
                    "known_head": 8,
                    "complete": True,
                    "notice": {"en": "This answer is a search of the ledger.", "zh": "本结果为账本查询结果。"},
                }
            }
        }
    }
}

EVENTS_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One JSON object a line.",
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"type":"event","sequence":1,"block":1,"event":"BookAdded"}\n'
                '{"type":"end","from_block":0,"through_block":1,"next_from_block":null}\n',
            }
        },
    }
}
