"""The rows that the store must hold, worked out from what the chain told. The projection is not asked.

Each rule is named after its event and says which rows it opens and closes. A test compares the tables that the rules
fill with those of the store, so that a new table cannot go without audit.
"""

import itertools
import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from chain_gateway.ledger.enums import (
    ChangeKind,
    CommitmentState,
    EngagementState,
    ListingState,
    PartyKind,
    PledgeState,
    RefinancingState,
    RightKind,
    SchemeState,
    SubsidyState,
)
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from chain_gateway.ledger.keccak import keccak
from indexer.audit.told import Told, payload_text

Fields = dict[str, Any]
_UNTIL = ("until_sequence", "until_block", "until_on", "until_dated_by")


class Rows:
    """Rows by table. An interval is found again by the first column that closes it."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Fields]] = defaultdict(list)
        self._open: dict[tuple[str, str, Any], list[Fields]] = defaultdict(list)

    def add(self, table: str, told: Told, **columns: Any) -> None:
        """A row that stays."""
        self.tables[table].append({"sequence": told.sequence, "block": told.block, **columns})

    def open(self, table: str, told: Told, by: str, **columns: Any) -> None:
        """A row that holds until it is closed by its column `by`, and others beside."""
        row = {"sequence": told.sequence, "block": told.block, **dict.fromkeys(_UNTIL), **columns}
        self.tables[table].append(row)
        self._open[table, by, row[by]].append(row)

    def close(self, table: str, told: Told, by: str, value: Any, **beside: Any) -> None:
        """Closes the open rows whose column `by` has the value, and whose columns `beside` have theirs."""
        on, dated_by = told.registered if "effectiveOn" in told.arguments else told.dated
        left = []
        for row in self._open.pop((table, by, value), []):
            if all(row[name] == wanted for name, wanted in beside.items()):
                row.update(until_sequence=told.sequence, until_block=told.block, until_on=on, until_dated_by=dated_by)
            else:
                left.append(row)
        if left:
            self._open[table, by, value] = left


def expected_rows(events: Iterable[Told]) -> Rows:
    """All rows of all tables that events fill. Raises KeyError for an event without a rule."""
    rows = Rows()
    for told in events:
        _event(rows, told)
        RULES[told.name](rows, told)
    return rows


def _event(rows: Rows, told: Told) -> None:
    rows.add(
        "events",
        told,
        transaction_hash=told.transaction,
        log_index=told.log_index,
        book=told.book,
        name=told.name,
        subject=told.subject_text,
        actor=told.actor,
        migrated=told.migrated,
        payload=payload_text(told),
        data_hash=f"0x{told.data_hash.hex()}",
    )
    for number in {told.arguments.get("registrationNumber", ""), told.act.get("officialNumber", "")} - {""}:
        rows.add("official_numbers", told, actor=told.actor, number=number)


def _book_added(rows: Rows, told: Told) -> None:
    rows.add("books", told, address=told.subject_text)


def _party_admitted(rows: Rows, told: Told) -> None:
    said = told.arguments
    person = said["kind"] == int(PartyKind.NaturalPerson)
    name, identifier = ("", "") if person else (said["name"], said["identifier"])
    words = _words(name)
    searched = " ".join(words)
    rows.add(
        "parties",
        told,
        party=told.number,
        kind=said["kind"],
        name=name,
        search_name=searched,
        identifier=identifier,
    )
    _grams(rows, told, words)


def _party_renamed(rows: Rows, told: Told) -> None:
    said = told.arguments
    # A commitment is a natural person's, whose name no row has.
    if not any(said["commitment"]):
        name = said["name"]
        words = _words(name)
        rows.add("party_names", told, party=told.number, name=name, search_name=" ".join(words), on=told.dated[0])
        _grams(rows, told, words)


def _grams(rows: Rows, told: Told, words: list[str]) -> None:
    for gram in {first + second for word in words for first, second in itertools.pairwise(word)}:
        rows.add("name_grams", told, party=told.number, gram=gram)


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).upper()).split()


def _key(rows: Rows, told: Told, key: str, replaces: str = "") -> None:
    rows.open("party_keys", told, "party", party=told.number, key=key, replaces=replaces)


def _key_added(rows: Rows, told: Told) -> None:
    _key(rows, told, told.arguments["key"])


def _key_delegated(rows: Rows, told: Told) -> None:
    _key(rows, told, told.arguments["key"])
    verbs = [[each["target"], _hex(each["selector"])] for each in told.arguments["verbs"]]
    text = json.dumps(verbs, separators=(",", ":"))
    rows.add("delegations", told, party=told.number, key=told.arguments["key"], verbs=text)


def _document_key_published(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.close("document_keys", told, "party", told.number)
    if said["scheme"]:
        rows.open("document_keys", told, "party", party=told.number, scheme=said["scheme"], key=_hex(said["key"]))


def _key_rotated(rows: Rows, told: Told) -> None:
    rows.close("party_keys", told, "party", told.number, key=told.arguments["oldKey"])
    _key(rows, told, told.arguments["newKey"], told.arguments["oldKey"])


def _key_revoked(rows: Rows, told: Told) -> None:
    rows.close("party_keys", told, "party", told.number, key=told.arguments["key"])


def _party_suspended(rows: Rows, told: Told) -> None:
    rows.open("suspensions", told, "party", party=told.number, on=told.dated[0])


def _party_reinstated(rows: Rows, told: Told) -> None:
    rows.close("suspensions", told, "party", told.number)


def _verb(told: Told) -> Fields:
    said = told.arguments
    return {"verb": told.word, "target": said["target"], "selector": _hex(said["selector"])}


def _verb_granted(rows: Rows, told: Told) -> None:
    rows.close("verb_grants", told, "verb", told.word)
    rows.open("verb_grants", told, "verb", **_verb(told), kinds=hex(told.arguments["kinds"]))


def _caller_granted(rows: Rows, told: Told) -> None:
    caller, allowed = told.arguments["caller"], told.arguments["allowed"]
    rows.close("caller_grants", told, "verb", told.word, caller=caller)
    rows.open("caller_grants", told, "verb", **_verb(told), caller=caller, allowed=allowed)


def _verb_paused(rows: Rows, told: Told) -> None:
    rows.open("pauses", told, "verb", **_verb(told), on=told.dated[0])


def _verb_unpaused(rows: Rows, told: Told) -> None:
    rows.close("pauses", told, "verb", told.word)


_APPLICATION_OF = {
    int(RightKind.Patent): RightKind.PatentApplication,
    int(RightKind.Trademark): RightKind.TrademarkApplication,
}


def _application_key(told: Told, right: Fields) -> str | None:
    """The asset key of the application that a right was granted on, its own for an application."""
    if right["kind"] in map(int, _APPLICATION_OF.values()):
        return told.word
    if right["jurisdiction"] == "CN" and right["kind"] in _APPLICATION_OF:
        return _hex(RightId("CN", _APPLICATION_OF[right["kind"]], right["number"]).key)
    stated = told.arguments["facts"]["applicationNumber"]
    try:
        return _hex(RightId.parse(stated).key) if stated else None
    except InvalidIdentifier:
        return None


def _facts_attested(rows: Rows, told: Told) -> None:
    said = told.arguments["facts"]
    right = said["right"]
    rows.close("facts", told, "asset_key", told.word)
    rows.open(
        "facts",
        told,
        "asset_key",
        asset_key=told.word,
        right=RightId(right["jurisdiction"], RightKind(right["kind"]), right["number"]).text,
        jurisdiction=right["jurisdiction"],
        kind=right["kind"],
        number=right["number"],
        validity=said["validity"],
        owners=json.dumps(said["owners"]),
        filed_on=said["filedOn"],
        granted_on=said["grantedOn"],
        expires_on=said["expiresOn"],
        title=said["title"],
        application_number=said["applicationNumber"],
        application_key=_application_key(told, right),
        main_class=said["mainClass"],
        source=said["source"],
        as_of=said["asOf"],
    )


def _kind_configured(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.close("kinds", told, "kind_id", told.word)
    rows.close("coverages", told, "kind_id", told.word)
    kind = {"kind_id": told.word, "jurisdiction": said["jurisdiction"], "kind": said["kind"]}
    rows.open("kinds", told, "kind_id", **kind, ranking=said["ranking"], office=said["office"])


def _coverage_declared(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.close("coverages", told, "kind_id", told.word)
    kind = {"kind_id": told.word, "jurisdiction": said["jurisdiction"], "kind": said["kind"]}
    through = min(said["through"], told.day)
    rows.open("coverages", told, "kind_id", **kind, from_on=said["from"], through_on=through)


def _circumstance_attested(rows: Rows, told: Told) -> None:
    said = told.arguments["circumstance"]
    own = {"kind": said["kind"], "case_number": said["caseNumber"]}
    rows.close("circumstances", told, "asset_key", told.word, **own)
    rows.open(
        "circumstances",
        told,
        "asset_key",
        asset_key=told.word,
        **own,
        starts_on=said["startsOn"],
        ends_on=said["endsOn"],
        text=said["text"],
        source=said["source"],
        as_of=said["asOf"],
    )


def _preservation_noted(rows: Rows, told: Told) -> None:
    said = told.arguments["preservation"]
    rows.open(
        "preservations",
        told,
        "sequence",
        asset_key=told.word,
        court=said["court"],
        case_number=said["caseNumber"],
        starts_on=said["startsOn"],
        ends_on=said["endsOn"],
        rank=said["rank"],
        source=said["source"],
        as_of=said["asOf"],
    )


def _preservation_lifted(rows: Rows, told: Told) -> None:
    rows.close("preservations", told, "sequence", told.arguments["preservation"])


def _class_labelled(rows: Rows, told: Told) -> None:
    said = told.arguments["label"]
    rows.close("class_labels", told, "asset_key", told.word, attestor=told.actor)
    rows.open(
        "class_labels",
        told,
        "asset_key",
        asset_key=told.word,
        attestor=told.actor,
        asset_class=said["assetClass"],
        source=said["source"],
        as_of=said["asOf"],
    )


def _rights_locked(rows: Rows, told: Told) -> None:
    for key in told.arguments["rights"]:
        lock = {"pledge": told.number, "lock": told.arguments["lock"], "on": told.dated[0]}
        rows.open("locks", told, "asset_key", asset_key=_hex(key), **lock)


def _rights_unlocked(rows: Rows, told: Told) -> None:
    for key in told.arguments["rights"]:
        rows.close("locks", told, "asset_key", _hex(key), lock=told.arguments["lock"])


def _searched(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.add(
        "searches",
        told,
        search=told.word,
        part=said["part"],
        parts=said["parts"],
        searcher=told.actor,
        as_of=said["asOf"],
        rights=said["count"],
        keys_digest=_hex(said["keysDigest"]),
        findings=_hex(said["findings"]),
    )


def _state(rows: Rows, told: Told, state: PledgeState, dated: tuple[int, str], ground: int = 0) -> None:
    on, dated_by = dated
    row = {"pledge": told.number, "state": int(state), "on": on, "dated_by": dated_by, "ground": ground}
    rows.open("pledge_states", told, "pledge", **row)


def _holder(rows: Rows, told: Told, party: int, dated: tuple[int, str], *, joint: bool) -> None:
    row = {"pledge": told.number, "party": party, "joint": joint, "on": dated[0], "dated_by": dated[1]}
    rows.open("holders", told, "pledge", **row)


def _terms(rows: Rows, told: Told, said: Fields, on: int) -> None:
    rows.open(
        "terms",
        told,
        "pledge",
        pledge=told.number,
        kind=said["kind"],
        currency=said["currency"],
        amount=str(said["amount"]),
        debtor=said["debtor"],
        starts_on=said["startsOn"],
        ends_on=said["endsOn"],
        on=on,
    )


def _opened(rows: Rows, told: Told, office: int, dated: tuple[int, str], *, migrated: bool, paper: bool) -> None:
    said, pledge = told.arguments["filing"], told.number
    rows.add("pledges", told, pledge=pledge, office=office, migrated=migrated, paper_consent=paper)
    for key in said["rights"]:
        rows.open("pledge_rights", told, "pledge", pledge=pledge, asset_key=_hex(key), on=0)
    for party in said["pledgors"]:
        rows.add("pledgors", told, pledge=pledge, party=party)
    _holder(rows, told, said["pledgee"], dated, joint=False)
    for party in said["jointPledgees"]:
        _holder(rows, told, party, dated, joint=True)
    _terms(rows, told, said["obligation"], dated[0])


def _registration(rows: Rows, told: Told, on: int) -> None:
    number = told.arguments["registrationNumber"]
    rows.add("registrations", told, pledge=told.number, registration_number=number, effective_on=on)


def _pledge_filed(rows: Rows, told: Told) -> None:
    said, dated = told.arguments, told.dated
    _opened(rows, told, said["office"], dated, migrated=False, paper=said["paperConsent"])
    _state(rows, told, PledgeState.Filed, dated)


def _pledge_migrated(rows: Rows, told: Told) -> None:
    dated = told.registered
    _opened(rows, told, told.actor, dated, migrated=True, paper=False)
    _registration(rows, told, dated[0])
    _state(rows, told, PledgeState.Registered, dated)


def _pledge_registered(rows: Rows, told: Told) -> None:
    dated = told.registered
    _registration(rows, told, dated[0])
    rows.close("pledge_states", told, "pledge", told.number)
    _state(rows, told, PledgeState.Registered, dated)


def _goes_to(state: PledgeState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        rows.close("pledge_states", told, "pledge", told.number)
        ground = told.arguments.get("ground", 0) if state is PledgeState.Discharged else 0
        _state(rows, told, state, told.dated, ground)

    return rule


def _ends_in(state: PledgeState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        for table in ("pledge_states", "pledge_rights", "holders", "terms", "pending_changes"):
            rows.close(table, told, "pledge", told.number)
        _state(rows, told, state, told.dated, told.arguments.get("ground", 0))

    return rule


def _rights_realised(rows: Rows, told: Told) -> None:
    if told.arguments["whole"]:
        _goes_to(PledgeState.Realised)(rows, told)


def _pending(rows: Rows, told: Told, change: ChangeKind, assignee: int = 0, *, accepted: bool = False) -> None:
    row = {"pledge": told.number, "change": int(change), "assignee": assignee, "accepted": accepted}
    rows.open("pending_changes", told, "pledge", **row)


def _asked(change: ChangeKind) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        _pending(rows, told, change, told.arguments.get("assignee", 0))

    return rule


def _recorded(rows: Rows, told: Told) -> None:
    rows.close("pending_changes", told, "pledge", told.number)


def _pledge_amended(rows: Rows, told: Told) -> None:
    _recorded(rows, told)
    rows.close("terms", told, "pledge", told.number)
    on = told.dated[0]
    _terms(rows, told, told.arguments["obligation"], on)
    for key in told.arguments["added"]:
        rows.open("pledge_rights", told, "pledge", pledge=told.number, asset_key=_hex(key), on=on)


def _assignment_accepted(rows: Rows, told: Told) -> None:
    _recorded(rows, told)
    _pending(rows, told, ChangeKind.Assignment, told.actor, accepted=True)


def _pledge_assigned(rows: Rows, told: Told) -> None:
    _recorded(rows, told)
    rows.close("holders", told, "pledge", told.number, joint=False)
    _holder(rows, told, told.arguments["assignee"], told.dated, joint=False)


def _rights_released(rows: Rows, told: Told) -> None:
    _recorded(rows, told)
    for key in told.arguments["freed"]:
        rows.close("pledge_rights", told, "pledge", told.number, asset_key=_hex(key))


def _ranks_changed(rows: Rows, told: Told) -> None:
    _recorded(rows, told)
    favoured, on = told.arguments["favoured"], told.dated[0]
    for key in told.arguments["rights"]:
        rows.add("subordinations", told, pledge=told.number, favoured=favoured, asset_key=_hex(key), on=on)


def _nothing(_rows: Rows, _told: Told) -> None:
    """The event itself is all that is kept."""


def _listing_state(rows: Rows, told: Told, state: ListingState) -> None:
    rows.close("listing_states", told, "listing", told.number)
    on, dated_by = told.dated
    row = {"listing": told.number, "state": int(state), "on": on, "dated_by": dated_by}
    rows.open("listing_states", told, "listing", **row, reason=told.arguments.get("reason", 0))


def _rights_listed(rows: Rows, told: Told) -> None:
    said, terms = told.arguments, told.arguments["terms"]
    rows.add(
        "listings",
        told,
        listing=told.number,
        pledge=said["pledge"],
        commitment=said["commitment"],
        seller=told.actor,
        channel=terms["channel"],
        venue=terms["venue"],
        currency=terms["currency"],
        rights_digest=_hex(keccak(b"".join(said["listed"]))),
    )
    for key in said["listed"]:
        rows.add("listing_rights", told, listing=told.number, asset_key=_hex(key))
    rows.open("asking_prices", told, "listing", listing=told.number, price=str(terms["price"]), on=told.dated[0])
    _listing_state(rows, told, ListingState.Listed)


def _listing_repriced(rows: Rows, told: Told) -> None:
    rows.close("asking_prices", told, "listing", told.number)
    price = str(told.arguments["price"])
    rows.open("asking_prices", told, "listing", listing=told.number, price=price, on=told.dated[0])


def _rights_sold(rows: Rows, told: Told) -> None:
    said = told.arguments["sale"]
    rows.add(
        "sales",
        told,
        listing=told.number,
        seller=told.actor,
        buyer=said["buyer"],
        relation=said["relation"],
        price=str(said["price"]),
        disclosed=said["disclosed"],
        on=told.act["executedOn"] or told.dated[0],
        document=_hex(told.act["document"]),
    )
    _listing_state(rows, told, ListingState.Sold)


def _listing_goes_to(state: ListingState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        _listing_state(rows, told, state)

    return rule


def _engagement_state(rows: Rows, told: Told, state: EngagementState) -> None:
    rows.close("engagement_states", told, "engagement", told.number)
    on, dated_by = told.dated
    row = {"engagement": told.number, "state": int(state), "on": on, "dated_by": dated_by}
    rows.open("engagement_states", told, "engagement", **row, reason=told.arguments.get("reason", 0))


def _valuation_engaged(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add(
        "engagements",
        told,
        engagement=told.number,
        kind=said["kind"],
        purpose=said["purpose"],
        appraiser=told.actor,
        client=said["client"],
        payer=said["payer"],
        currency=said["currency"],
        fee=str(said["fee"]),
        independence=_hex(said["independence"]),
    )
    for key in told.arguments["rights"]:
        rows.add("engagement_rights", told, engagement=told.number, asset_key=_hex(key))
    _engagement_state(rows, told, EngagementState.Engaged)


def _valuation_delivered(rows: Rows, told: Told) -> None:
    said = told.arguments["result"]
    rows.add(
        "valuations",
        told,
        engagement=told.number,
        grade=said["grade"],
        methods=said["methods"],
        low=str(said["low"]),
        high=str(said["high"]),
        valued_on=said["valuedOn"],
        valid_until=said["validUntil"],
        signatory=said["signatory"],
        co_signatory=said["coSignatory"],
        model_version=said["modelVersion"],
        report=_hex(said["report"]),
    )
    _engagement_state(rows, told, EngagementState.Delivered)


def _valuation_abandoned(rows: Rows, told: Told) -> None:
    said = told.arguments
    if said["draftHigh"]:
        low, high = str(said["draftLow"]), str(said["draftHigh"])
        rows.add("valuation_drafts", told, engagement=told.number, low=low, high=high)
    _engagement_state(rows, told, EngagementState.Abandoned)


def _reader_allowed(rows: Rows, told: Told) -> None:
    rows.open("valuation_readers", told, "engagement", engagement=told.number, reader=told.arguments["reader"])


def _reader_withdrawn(rows: Rows, told: Told) -> None:
    rows.close("valuation_readers", told, "engagement", told.number, reader=told.arguments["reader"])


def _capital(rows: Rows, told: Told, fund: int, capital: int) -> None:
    rows.open("fund_capitals", told, "fund", fund=fund, capital=str(capital))


def _fund_terms(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    manager = {"manager": said["manager"], "pledgor_limit": str(said["pledgorLimit"])}
    rows.open("fund_managers", told, "fund", fund=told.number, **manager)
    _capital(rows, told, told.number, said["capital"])


def _fund_declared(rows: Rows, told: Told) -> None:
    rows.add("funds", told, fund=told.number, owner=told.actor, currency=told.arguments["terms"]["currency"])
    _fund_terms(rows, told)


def _fund_revised(rows: Rows, told: Told) -> None:
    for table in ("fund_managers", "fund_capitals"):
        rows.close(table, told, "fund", told.number)
    _fund_terms(rows, told)


def _cap_set(rows: Rows, told: Told) -> None:
    rows.close("buyback_caps", told, "parameter", told.word)
    rows.open("buyback_caps", told, "parameter", parameter=told.word, cap=told.arguments["cap"])


def _commitment_state(rows: Rows, told: Told, state: CommitmentState, reason: int = 0) -> None:
    rows.close("commitment_states", told, "commitment", told.number)
    on, dated_by = told.dated
    row = {"commitment": told.number, "state": int(state), "on": on, "dated_by": dated_by, "reason": reason}
    rows.open("commitment_states", told, "commitment", **row)


def _commitment_goes_to(state: CommitmentState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        _commitment_state(rows, told, state, told.arguments.get("reason", 0))

    return rule


def _commitment_offered(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add(
        "commitments",
        told,
        commitment=told.number,
        fund=told.arguments["fund"],
        pledge=told.arguments["pledge"],
        route=said["route"],
        currency=said["currency"],
        price=str(said["price"]),
        commission=str(said["commission"]),
        opens_at=said["opensAt"],
        closes_at=said["closesAt"],
        payment_days=said["paymentDays"],
        reinsurer=said["reinsurer"],
        covered_rights=_hex(said["coveredRights"]),
        conditions=_hex(said["conditions"]),
    )
    _commitment_state(rows, told, CommitmentState.Offered)


def _commitment_accepted(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.add("acceptances", told, commitment=told.number, principal=str(said["principal"]), cap=said["cap"])
    _commitment_state(rows, told, CommitmentState.Accepted)


def _commitment_exercised(rows: Rows, told: Told) -> None:
    rows.add("exercises", told, commitment=told.number, due_at=told.arguments["dueAt"])
    _commitment_state(rows, told, CommitmentState.Exercised)


def _payment_stated(rows: Rows, told: Told) -> None:
    total = str(told.arguments["paid"])
    rows.add("buyback_payments", told, commitment=told.number, confirmed=False, total=total)


def _payment_confirmed(rows: Rows, told: Told) -> None:
    total = str(told.arguments["received"])
    rows.add("buyback_payments", told, commitment=told.number, confirmed=True, total=total)
    if told.arguments["settled"]:
        _commitment_state(rows, told, CommitmentState.Settled)


def _marked(mark: str) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        rows.add("exercise_marks", told, commitment=told.number, mark=mark, party=told.actor)

    return rule


def _inventory_resold(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.add("resales", told, commitment=told.number, price=str(said["price"]))
    _commitment_state(rows, told, CommitmentState.Resold)
    rows.close("fund_capitals", told, "fund", said["fund"])
    _capital(rows, told, said["fund"], said["capital"])


def _eligibility_assessed(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.close("eligibilities", told, "pledge", told.number, central_bank=told.actor)
    rows.open(
        "eligibilities",
        told,
        "pledge",
        pledge=told.number,
        central_bank=told.actor,
        eligible=said["eligible"],
        haircut=said["haircut"],
    )


def _claim_offered(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add(
        "refinancings",
        told,
        refinancing=told.number,
        pledge=told.arguments["pledge"],
        kind=said["kind"],
        holder=told.actor,
        used_by=said["user"],
        amount=str(said["amount"]),
        operation=said["operation"],
    )
    _refinancing_goes_to(RefinancingState.Offered)(rows, told)


def _refinancing_goes_to(state: RefinancingState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        rows.close("refinancing_states", told, "refinancing", told.number)
        on, dated_by = told.dated
        row = {"refinancing": told.number, "state": int(state), "on": on, "dated_by": dated_by}
        rows.open("refinancing_states", told, "refinancing", **row)

    return rule


def _pool_paid(rows: Rows, told: Told, amount: int) -> None:
    rows.add("pool_payments", told, pool=told.number, amount=str(amount))


def _pool_declared(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add("pools", told, pool=told.number, owner=told.actor, currency=said["currency"])
    _pool_paid(rows, told, said["capital"])


def _pool_funded(rows: Rows, told: Told) -> None:
    _pool_paid(rows, told, told.arguments["amount"])


def _scheme_state(rows: Rows, told: Told, state: SchemeState) -> None:
    rows.close("scheme_states", told, "scheme", told.number)
    on, dated_by = told.dated
    rows.open("scheme_states", told, "scheme", scheme=told.number, state=int(state), on=on, dated_by=dated_by)


def _scheme_proposed(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add(
        "schemes",
        told,
        scheme=told.number,
        proposer=told.actor,
        currency=said["currency"],
        recovery_order=said["order"],
        opens_at=said["opensAt"],
        closes_at=said["closesAt"],
        claims_until=said["claimsUntil"],
        cover_limit=str(said["coverLimit"]),
        conditions=_hex(said["conditions"]),
    )
    for place, tranche in enumerate(said["tranches"]):
        rows.add(
            "tranches",
            told,
            scheme=told.number,
            place=place,
            **{name: tranche[name] for name in ("party", "rate", "reinsures", "pool")},
            cap_per_loss=str(tranche["capPerLoss"]),
            cap_in_total=str(tranche["capInTotal"]),
        )
    rows.add("scheme_joins", told, scheme=told.number, party=told.actor)
    _scheme_state(rows, told, SchemeState.InForce if told.arguments["inForce"] else SchemeState.Proposed)


def _scheme_joined(rows: Rows, told: Told) -> None:
    rows.add("scheme_joins", told, scheme=told.number, party=told.actor)
    if told.arguments["inForce"]:
        _scheme_state(rows, told, SchemeState.InForce)


def _scheme_closed(rows: Rows, told: Told) -> None:
    _scheme_state(rows, told, SchemeState.Closed)


def _pledge_covered(rows: Rows, told: Told) -> None:
    said = told.arguments
    cover = {"scheme": said["scheme"], "principal": str(said["principal"]), "on": told.dated[0]}
    rows.open("covers", told, "pledge", pledge=told.number, **cover)


def _cover_ended(rows: Rows, told: Told) -> None:
    rows.close("covers", told, "pledge", told.number)


def _loss_declared(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.close("covers", told, "pledge", said["pledge"])
    of = {"pledge": said["pledge"], "scheme": said["scheme"], "recovery_order": said["order"]}
    rows.add("losses", told, loss=told.number, **of, amount=str(said["amount"]))
    for place, share in enumerate(said["shares"]):
        rows.add("loss_shares", told, loss=told.number, place=place, share=str(share))


def _share_moved(field: str) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        said = told.arguments
        total = {"confirmed": field == "received", "total": str(said[field])}
        rows.add("share_payments", told, loss=told.number, place=said["place"], **total)

    return rule


def _rights_subrogated(rows: Rows, told: Told) -> None:
    said = told.arguments
    taken = {"party": told.actor, "total": str(said["subrogated"])}
    rows.add("subrogations", told, loss=told.number, place=said["place"], **taken)


def _recovery_shared(rows: Rows, told: Told) -> None:
    said = told.arguments
    rows.add("recoveries", told, loss=told.number, collector=told.actor, amount=str(said["amount"]))
    for place, (borne, relieved) in enumerate(zip(said["borne"], said["relieved"], strict=True)):
        parts = {"borne": str(borne), "relieved": str(relieved)}
        rows.add("recovery_shares", told, loss=told.number, place=place, **parts)


def _programme_version(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.close("programmes", told, "programme", told.number)
    rows.open(
        "programmes",
        told,
        "programme",
        programme=told.number,
        authority=told.actor,
        name=said["name"],
        region=said["region"],
        kind=said["kind"],
        period=said["period"],
        right_kinds=said["rightKinds"],
        ratio=said["ratio"],
        currency=said["currency"],
        most=str(said["most"]),
        budget=str(said["budget"]),
        starts_on=said["startsOn"],
        ends_on=said["endsOn"],
        conditions=_hex(said["conditions"]),
        on=told.dated[0],
    )


def _programme_closed(rows: Rows, told: Told) -> None:
    rows.close("programmes", told, "programme", told.number)


def _subsidy_claimed(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.add(
        "subsidies",
        told,
        subsidy=told.number,
        programme=said["programme"],
        pledge=said["pledge"],
        period=said["period"],
        claimant=told.actor,
        beneficiary=said["beneficiary"],
        cost=str(said["cost"]),
        amount=str(said["amount"]),
    )
    _subsidy_goes_to(SubsidyState.Claimed)(rows, told)


def _subsidy_goes_to(state: SubsidyState) -> Callable[[Rows, Told], None]:
    def rule(rows: Rows, told: Told) -> None:
        rows.close("subsidy_states", told, "subsidy", told.number)
        on, dated_by = told.dated
        granted = str(told.arguments["amount"]) if state is SubsidyState.Granted else ""
        row = {"subsidy": told.number, "state": int(state), "on": on, "dated_by": dated_by}
        reason = told.arguments.get("reason", 0)
        rows.open("subsidy_states", told, "subsidy", **row, amount=granted, reason=reason)

    return rule


def _entry_version(rows: Rows, told: Told) -> None:
    said = told.arguments["terms"]
    rows.close("directory_entries", told, "entry", told.number)
    rows.open(
        "directory_entries",
        told,
        "entry",
        entry=told.number,
        publisher=told.actor,
        owner=said["owner"],
        version=told.arguments.get("version", 1),
        kind=said["kind"],
        name=said["name"],
        region=said["region"],
        right_kinds=said["rightKinds"],
        currency=said["currency"],
        least=str(said["least"]),
        most=str(said["most"]),
        least_months=said["leastMonths"],
        most_months=said["mostMonths"],
        least_rate=said["leastRate"],
        most_rate=said["mostRate"],
        ratio=said["ratio"],
        conditions=_hex(said["conditions"]),
        rights=json.dumps([_hex(key) for key in said["rights"]]),
        on=told.dated[0],
    )


def _entry_withdrawn(rows: Rows, told: Told) -> None:
    rows.close("directory_entries", told, "entry", told.number)


def _hex(value: bytes) -> str:
    return f"0x{value.hex()}"


RULES: dict[str, Callable[[Rows, Told], None]] = {
    "BookAdded": _book_added,
    "PartyAdmitted": _party_admitted,
    "PartyRenamed": _party_renamed,
    "KeyAdded": _key_added,
    "KeyDelegated": _key_delegated,
    "KeyRotated": _key_rotated,
    "DocumentKeyPublished": _document_key_published,
    "KeyRevoked": _key_revoked,
    "PartySuspended": _party_suspended,
    "PartyReinstated": _party_reinstated,
    "VerbGranted": _verb_granted,
    "CallerGranted": _caller_granted,
    "VerbPaused": _verb_paused,
    "VerbUnpaused": _verb_unpaused,
    "FactsAttested": _facts_attested,
    "KindConfigured": _kind_configured,
    "CoverageDeclared": _coverage_declared,
    "CircumstanceAttested": _circumstance_attested,
    "PreservationNoted": _preservation_noted,
    "PreservationLifted": _preservation_lifted,
    "ClassLabelled": _class_labelled,
    "RightsLocked": _rights_locked,
    "RightsUnlocked": _rights_unlocked,
    "Searched": _searched,
    "PledgeFiled": _pledge_filed,
    "PledgeMigrated": _pledge_migrated,
    "PledgeRegistered": _pledge_registered,
    "PledgeRefused": _ends_in(PledgeState.Refused),
    "PledgeWithdrawn": _ends_in(PledgeState.Withdrawn),
    "PledgeCancelled": _ends_in(PledgeState.Cancelled),
    "PledgeRevoked": _ends_in(PledgeState.Revoked),
    "PledgeDischarged": _goes_to(PledgeState.Discharged),
    "PledgeDefaulted": _goes_to(PledgeState.Defaulted),
    "PledgeCured": _goes_to(PledgeState.Registered),
    "EnforcementStarted": _goes_to(PledgeState.Enforcing),
    "RightsRealised": _rights_realised,
    "CorrectionAsked": _nothing,
    "CorrectionAnswered": _nothing,
    "AmendmentAsked": _asked(ChangeKind.Amendment),
    "PledgeAmended": _pledge_amended,
    "AssignmentNominated": _asked(ChangeKind.Assignment),
    "AssignmentAccepted": _assignment_accepted,
    "PledgeAssigned": _pledge_assigned,
    "PartialReleaseAsked": _asked(ChangeKind.PartialRelease),
    "RightsReleased": _rights_released,
    "ChangeDropped": _recorded,
    "SubordinationAsked": _asked(ChangeKind.Subordination),
    "RanksChanged": _ranks_changed,
    "ClaimDetermined": _nothing,
    "TransferConsented": _nothing,
    "RightsListed": _rights_listed,
    "ListingRepriced": _listing_repriced,
    "RightsSold": _rights_sold,
    "SaleSettled": _listing_goes_to(ListingState.Settled),
    "ListingEnded": _listing_goes_to(ListingState.Delisted),
    "ValuationEngaged": _valuation_engaged,
    "ValuationDelivered": _valuation_delivered,
    "ValuationAbandoned": _valuation_abandoned,
    "ReaderAllowed": _reader_allowed,
    "ReaderWithdrawn": _reader_withdrawn,
    "FundDeclared": _fund_declared,
    "FundRevised": _fund_revised,
    "CapSet": _cap_set,
    "CommitmentOffered": _commitment_offered,
    "OfferWithdrawn": _commitment_goes_to(CommitmentState.Withdrawn),
    "OfferDeclined": _commitment_goes_to(CommitmentState.Declined),
    "CommitmentAccepted": _commitment_accepted,
    "CommitmentExercised": _commitment_exercised,
    "PaymentStated": _payment_stated,
    "PaymentConfirmed": _payment_confirmed,
    "ExerciseDisputed": _marked("disputed"),
    "PaymentOverdue": _marked("overdue"),
    "CommitmentLapsed": _commitment_goes_to(CommitmentState.Lapsed),
    "CommitmentWaived": _commitment_goes_to(CommitmentState.Waived),
    "InventoryResold": _inventory_resold,
    "EligibilityAssessed": _eligibility_assessed,
    "ClaimOffered": _claim_offered,
    "ClaimDropped": _refinancing_goes_to(RefinancingState.Dropped),
    "ClaimTaken": _refinancing_goes_to(RefinancingState.Live),
    "ClaimReleased": _refinancing_goes_to(RefinancingState.Released),
    "ProgrammeDeclared": _programme_version,
    "ProgrammeRevised": _programme_version,
    "ProgrammeClosed": _programme_closed,
    "SubsidyClaimed": _subsidy_claimed,
    "SubsidyWithdrawn": _subsidy_goes_to(SubsidyState.Withdrawn),
    "SubsidyRefused": _subsidy_goes_to(SubsidyState.Refused),
    "SubsidyGranted": _subsidy_goes_to(SubsidyState.Granted),
    "SubsidyPaid": _subsidy_goes_to(SubsidyState.Paid),
    "EntryPublished": _entry_version,
    "EntryRevised": _entry_version,
    "EntryWithdrawn": _entry_withdrawn,
    "PoolDeclared": _pool_declared,
    "PoolFunded": _pool_funded,
    "SchemeProposed": _scheme_proposed,
    "SchemeJoined": _scheme_joined,
    "SchemeClosed": _scheme_closed,
    "PledgeCovered": _pledge_covered,
    "CoverEnded": _cover_ended,
    "LossDeclared": _loss_declared,
    "SharePaid": _share_moved("paid"),
    "ShareConfirmed": _share_moved("received"),
    "RightsSubrogated": _rights_subrogated,
    "RecoveryShared": _recovery_shared,
}
"""The rule of each event; a test compares it with the compiled contracts."""
