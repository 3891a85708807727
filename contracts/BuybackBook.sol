// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    CommitmentView,
    CoverView,
    DeclineReason,
    FundTerms,
    FundView,
    IBuybackBook
} from "./interfaces/IBuybackBook.sol";
import {IPartyRegistry, PartyKind} from "./interfaces/IPartyRegistry.sol";
import {ChangeKind, IPledgeRegistry, PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {BuybackCap} from "./libraries/BuybackCap.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {FundCapital} from "./libraries/FundCapital.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title BuybackBook
/// @notice Buyback commitments and the funds behind them. Who holds a commitment, and whether the claim is in default, is
/// read from the pledge each time and never copied.
contract BuybackBook is IBuybackBook, Book {
    using FieldName for bytes32;
    using FundCapital for FundCapital.Money;
    using SortedKeys for uint64[];

    struct Fund {
        uint64 owner;
        uint64 manager;
        bytes3 currency;
        uint128 pledgorLimit;
        FundCapital.Money money;
        /// Exercised commitments whose price is not wholly confirmed, in no order.
        uint64[] outstanding;
        mapping(uint64 pledgor => uint128) exposure;
    }

    struct Commitment {
        CommitmentState state;
        BuybackRoute route;
        bool disputed;
        bool overdueMarked;
        uint64 fund;
        uint64 pledge;
        uint64 opensAt;
        uint64 closesAt;
        uint64 dueAt;
        uint32 paymentDays;
        /// Its place in the fund's list of outstanding ones, while it is there.
        uint32 place;
        uint128 price;
        uint128 paid;
        uint128 received;
        /// Whose limits it counts against.
        uint64[] pledgors;
    }

    uint32 private constant MAX_PAYMENT_DAYS = 366;
    /// @dev A hundred years: beyond it a time is a mistake, and readers keep times in 63 bits.
    uint64 private constant MAX_AHEAD = 36_525 days;
    bytes32 private constant CAP = "cap";

    /// @notice The pledges whose claims are bought back.
    IPledgeRegistry public immutable PLEDGES;

    /// @inheritdoc IBuybackBook
    uint32 public capInForce = BuybackCap.USUAL;

    mapping(uint64 fund => Fund) private _funds;
    mapping(uint64 commitment => Commitment) private _commitments;
    mapping(uint64 pledge => CoverView) private _covers;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry
    constructor(address log, address parties, address pledges) Book(log, parties) {
        PLEDGES = IPledgeRegistry(pledges);
    }

    /// @inheritdoc IBuybackBook
    function declareFund(FundTerms calldata terms, Act calldata act) external restricted returns (uint64 fund) {
        uint64 actor = _acting();
        fund = _nextSequence();
        Fund storage entry = _funds[fund];
        entry.owner = actor;
        entry.currency = terms.currency;
        _setFund(FundDeclared.selector, fund, actor, terms, act);
    }

    /// @inheritdoc IBuybackBook
    function reviseFund(uint64 fund, FundTerms calldata terms, Act calldata act) external restricted {
        Fund storage entry = _fund(fund);
        uint64 actor = _acting();
        if (actor != entry.owner) revert NotTheFundsOwner(fund, entry.owner, actor);
        _requireCurrency(terms.currency, entry.currency);
        _setFund(FundRevised.selector, fund, actor, terms, act);
    }

    /// @inheritdoc IBuybackBook
    function setCap(uint32 cap, Act calldata act) external restricted {
        _requireUnrecordedAct(act);
        if (cap == 0 || cap > BuybackCap.WHOLE) revert InvalidCap(cap, BuybackCap.WHOLE);
        capInForce = cap;
        _record(CapSet.selector, CAP, _partyOf(msg.sender), abi.encode(cap, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function offer(
        uint64 fund,
        uint64 pledge,
        CommitmentTerms calldata terms,
        Act calldata act
    ) external restricted returns (uint64 commitment) {
        Fund storage entry = _fund(fund);
        uint64 actor = _requireManager(fund, entry);
        _requireUnrecordedAct(act);
        _requireTerms(terms);
        _requireCurrency(terms.currency, entry.currency);
        PledgeView memory pledged = _pledge(pledge);
        _requireBuyable(pledge, pledged.state, PledgeState.Filed, entry);
        _requireCurrency(terms.currency, pledged.currency);
        _requireForeign(pledge, pledged.pledgee, entry);
        _requireNotOverdue(fund, entry);
        commitment = _nextSequence();
        Commitment storage opened = _commitments[commitment];
        opened.state = CommitmentState.Offered;
        opened.route = terms.route;
        opened.fund = fund;
        opened.pledge = pledge;
        opened.opensAt = terms.opensAt;
        opened.closesAt = terms.closesAt;
        opened.paymentDays = terms.paymentDays;
        opened.price = terms.price;
        _recordOf(CommitmentOffered.selector, commitment, actor, abi.encode(fund, pledge, terms, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function withdrawOffer(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor) = _byManager(commitment, act);
        _requireState(commitment, entry, CommitmentState.Offered);
        entry.state = CommitmentState.Withdrawn;
        _recordAct(OfferWithdrawn.selector, commitment, actor, act);
    }

    /// @inheritdoc IBuybackBook
    function decline(uint64 commitment, DeclineReason reason, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, ) = _byPledgee(commitment, act);
        _requireState(commitment, entry, CommitmentState.Offered);
        if (reason == DeclineReason.None) revert Missing("reason");
        entry.state = CommitmentState.Declined;
        _recordOf(OfferDeclined.selector, commitment, actor, abi.encode(reason, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function accept(
        uint64 commitment,
        uint128 principal,
        uint64[] calldata pledgors,
        bytes32 salt,
        Act calldata act
    ) external restricted {
        (Commitment storage entry, uint64 actor, PledgeView memory pledged) = _byPledgee(commitment, act);
        _requireState(commitment, entry, CommitmentState.Offered);
        _requireSalt(salt);
        if (_time() > entry.closesAt) revert InvalidWindow(entry.opensAt, entry.closesAt, _time());
        _requireBuyable(entry.pledge, pledged.state, PledgeState.Registered, _funds[entry.fund]);
        _requireAtMost("pledgors", pledgors.length, Bounds.PLEDGORS);
        bytes32 digest = pledgors.digest();
        if (digest != pledged.pledgorsDigest) {
            revert WrongPledgors(entry.pledge, digest, pledged.pledgorsDigest);
        }
        _cover(entry, principal, pledged);
        _bind(entry, pledged.pledgee, pledgors);
        entry.state = CommitmentState.Accepted;
        _recordOf(
            CommitmentAccepted.selector,
            commitment,
            actor,
            abi.encode(principal, capInForce, pledgors, salt, act, RULE_SET)
        );
    }

    /// @inheritdoc IBuybackBook
    function exercise(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, PledgeView memory pledged) = _byPledgee(commitment, act);
        _requireState(commitment, entry, CommitmentState.Accepted);
        Fund storage fund = _funds[entry.fund];
        _requirePledgeIn(entry.pledge, pledged.state, PledgeState.Defaulted, PledgeState.Enforcing);
        _requireForeign(entry.pledge, actor, fund);
        uint64 time = _time();
        if (time < entry.opensAt || time > entry.closesAt) {
            revert OutsideWindow(commitment, entry.opensAt, entry.closesAt, time);
        }
        uint64 dueAt = time + uint64(entry.paymentDays) * 1 days;
        entry.state = CommitmentState.Exercised;
        entry.dueAt = dueAt;
        entry.place = uint32(fund.outstanding.length);
        fund.outstanding.push(commitment);
        _recordOf(CommitmentExercised.selector, commitment, actor, abi.encode(dueAt, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function pay(uint64 commitment, uint128 amount, bytes32 salt, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor) = _byManager(commitment, act);
        _requireState(commitment, entry, CommitmentState.Exercised);
        _require(amount != 0, "amount");
        _requireSalt(salt);
        uint256 paid = uint256(entry.paid) + amount;
        if (paid > entry.price) revert PaymentTooHigh(commitment, paid, entry.price);
        entry.paid = uint128(paid);
        _recordOf(PaymentStated.selector, commitment, actor, abi.encode(amount, uint128(paid), salt, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function confirm(uint64 commitment, uint128 received, bytes32 salt, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, PledgeView memory pledged) = _byPledgee(commitment, act);
        _requireState(commitment, entry, CommitmentState.Exercised);
        _requireSalt(salt);
        if (received <= entry.received || received > entry.paid) {
            revert ReceiptDoesNotMatch(commitment, received, entry.received, entry.paid);
        }
        entry.received = received;
        bool settled = received == entry.price;
        if (settled) {
            _requireDelivery(commitment, entry, pledged, act);
            _settle(entry);
        }
        _recordOf(PaymentConfirmed.selector, commitment, actor, abi.encode(received, settled, salt, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function dispute(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, ) = _byASide(commitment, act);
        _requireState(commitment, entry, CommitmentState.Exercised);
        _requireDocument(act);
        if (entry.disputed) revert AlreadyDone(commitment);
        entry.disputed = true;
        _recordAct(ExerciseDisputed.selector, commitment, actor, act);
    }

    /// @inheritdoc IBuybackBook
    function markOverdue(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, ) = _byASide(commitment, act);
        _requireState(commitment, entry, CommitmentState.Exercised);
        if (!_isOverdue(entry)) revert NotOverdue(commitment, entry.dueAt, _time());
        if (entry.overdueMarked) revert AlreadyDone(commitment);
        entry.overdueMarked = true;
        _recordOf(PaymentOverdue.selector, commitment, actor, abi.encode(entry.dueAt, act, RULE_SET));
    }

    /// @inheritdoc IBuybackBook
    function lapse(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, PledgeView memory pledged) = _byASide(commitment, act);
        CommitmentState state = entry.state;
        if (state != CommitmentState.Offered && state != CommitmentState.Accepted) {
            revert WrongCommitmentState(commitment, state);
        }
        if (_time() <= entry.closesAt && !_hasEnded(pledged.state)) {
            revert NotLapsed(commitment, entry.closesAt, _time());
        }
        if (state == CommitmentState.Accepted) _unbind(entry);
        entry.state = CommitmentState.Lapsed;
        _recordAct(CommitmentLapsed.selector, commitment, actor, act);
    }

    /// @inheritdoc IBuybackBook
    function waive(uint64 commitment, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor, ) = _byPledgee(commitment, act);
        if (entry.state == CommitmentState.Exercised) {
            if (entry.paid != 0) revert AlreadyPaid(commitment, entry.paid);
            _takeOff(entry);
        } else {
            _requireState(commitment, entry, CommitmentState.Accepted);
        }
        _unbind(entry);
        entry.state = CommitmentState.Waived;
        _recordAct(CommitmentWaived.selector, commitment, actor, act);
    }

    /// @inheritdoc IBuybackBook
    function resell(uint64 commitment, uint128 price, bytes32 salt, Act calldata act) external restricted {
        (Commitment storage entry, uint64 actor) = _byManager(commitment, act);
        _requireState(commitment, entry, CommitmentState.Settled);
        _requireSalt(salt);
        Fund storage fund = _funds[entry.fund];
        if (entry.route == BuybackRoute.Claim) {
            uint64 pledgee = _pledge(entry.pledge).pledgee;
            if (pledgee != fund.owner) revert DeliveryMissing(commitment, entry.pledge, fund.owner);
        } else {
            _requireDocument(act);
        }
        uint128 capital = fund.money.sell(entry.price, price);
        _relieve(fund, entry);
        entry.state = CommitmentState.Resold;
        _recordOf(
            InventoryResold.selector,
            commitment,
            actor,
            abi.encode(entry.fund, price, capital, salt, act, RULE_SET)
        );
    }

    /// @inheritdoc IBuybackBook
    function fundOf(uint64 fund) external view returns (FundView memory) {
        Fund storage entry = _funds[fund];
        return
            FundView({
                owner: entry.owner,
                manager: entry.manager,
                currency: entry.currency,
                capital: entry.money.capital,
                open: entry.money.open,
                inventory: entry.money.inventory,
                pledgorLimit: entry.pledgorLimit,
                outstanding: uint32(entry.outstanding.length),
                overdue: _overdueOf(entry)
            });
    }

    /// @inheritdoc IBuybackBook
    function commitmentOf(uint64 commitment) external view returns (CommitmentView memory) {
        Commitment storage entry = _commitments[commitment];
        return
            CommitmentView({
                state: entry.state,
                route: entry.route,
                disputed: entry.disputed,
                overdueMarked: entry.overdueMarked,
                fund: entry.fund,
                pledge: entry.pledge,
                opensAt: entry.opensAt,
                closesAt: entry.closesAt,
                dueAt: entry.dueAt,
                paymentDays: entry.paymentDays,
                price: entry.price,
                paid: entry.paid,
                received: entry.received
            });
    }

    /// @inheritdoc IBuybackBook
    function coverOf(uint64 pledge) external view returns (CoverView memory) {
        return _covers[pledge];
    }

    /// @inheritdoc IBuybackBook
    function pledgorExposure(uint64 fund, uint64 pledgor) external view returns (uint128) {
        return _funds[fund].exposure[pledgor];
    }

    function _setFund(bytes32 topic0, uint64 fund, uint64 actor, FundTerms calldata terms, Act calldata act) private {
        _requireUnrecordedAct(act);
        _requireFundTerms(terms);
        Fund storage entry = _funds[fund];
        entry.manager = terms.manager;
        entry.pledgorLimit = terms.pledgorLimit;
        entry.money.declare(fund, terms.capital);
        _recordOf(topic0, fund, actor, abi.encode(terms, act, RULE_SET));
    }

    /// @dev Counts the commitment against the cap of its obligation.
    function _cover(Commitment storage entry, uint128 principal, PledgeView memory pledged) private {
        uint64 pledge = entry.pledge;
        _requireCurrency(_funds[entry.fund].currency, pledged.currency);
        _require(principal != 0, "principal");
        // Of a maximum-amount claim the amount is a ceiling; what counts is what was drawn and not yet repaid.
        if (principal > pledged.amount) revert PrincipalTooHigh(pledge, principal, pledged.amount);
        CoverView storage cover = _covers[pledge];
        uint256 committed = uint256(cover.committed) + entry.price;
        if (!BuybackCap.holds(committed, principal, capInForce)) {
            revert CapExceeded(pledge, committed, principal, capInForce);
        }
        // At most the principal, since the cap is at most the whole.
        cover.committed = uint128(committed);
        cover.principal = principal;
        cover.cap = capInForce;
    }

    /// @dev Counts the commitment against its fund's capital and limits.
    function _bind(Commitment storage entry, uint64 pledgee, uint64[] calldata pledgors) private {
        Fund storage fund = _funds[entry.fund];
        uint128 price = entry.price;
        _requireForeign(entry.pledge, pledgee, fund);
        _requireNotOverdue(entry.fund, fund);
        fund.money.bind(entry.fund, price);
        for (uint256 index = 0; index < pledgors.length; ++index) {
            uint64 pledgor = pledgors[index];
            uint256 sum = uint256(fund.exposure[pledgor]) + price;
            if (sum > fund.pledgorLimit) revert PledgorLimitExceeded(entry.fund, pledgor, sum, fund.pledgorLimit);
            fund.exposure[pledgor] = uint128(sum);
        }
        entry.pledgors = pledgors;
    }

    /// @dev Frees all that the commitment bound.
    function _unbind(Commitment storage entry) private {
        Fund storage fund = _funds[entry.fund];
        _covers[entry.pledge].committed -= entry.price;
        fund.money.unbind(entry.price);
        _relieve(fund, entry);
    }

    function _settle(Commitment storage entry) private {
        _takeOff(entry);
        _covers[entry.pledge].committed -= entry.price;
        _funds[entry.fund].money.buy(entry.price);
        entry.state = CommitmentState.Settled;
    }

    function _relieve(Fund storage fund, Commitment storage entry) private {
        uint128 price = entry.price;
        uint64[] storage pledgors = entry.pledgors;
        uint256 count = pledgors.length;
        for (uint256 index = 0; index < count; ++index) fund.exposure[pledgors[index]] -= price;
    }

    /// @dev Takes the commitment off the fund's list of outstanding ones; the last one of the list takes its place.
    function _takeOff(Commitment storage entry) private {
        uint64[] storage outstanding = _funds[entry.fund].outstanding;
        uint64 last = outstanding[outstanding.length - 1];
        outstanding[entry.place] = last;
        _commitments[last].place = entry.place;
        outstanding.pop();
    }

    /// @dev Records an event that carries nothing but the act itself.
    function _recordAct(bytes32 topic0, uint64 subject, uint64 actor, Act calldata act) private {
        _recordOf(topic0, subject, actor, abi.encode(act, RULE_SET));
    }

    function _recordOf(bytes32 topic0, uint64 subject, uint64 actor, bytes memory data) private {
        _record(topic0, bytes32(uint256(subject)), actor, data);
    }

    function _fund(uint64 fund) private view returns (Fund storage entry) {
        entry = _funds[fund];
        if (entry.owner == 0) revert UnknownFund(fund);
    }

    function _commitment(uint64 commitment) private view returns (Commitment storage entry) {
        entry = _commitments[commitment];
        if (entry.state == CommitmentState.None) revert UnknownCommitment(commitment);
    }

    function _pledge(uint64 pledge) private view returns (PledgeView memory pledged) {
        pledged = PLEDGES.pledgeOf(pledge);
        if (pledged.state == PledgeState.None) revert IPledgeRegistry.UnknownPledge(pledge);
    }

    /// @dev Opens an act that only the fund's manager may do.
    function _byManager(
        uint64 commitment,
        Act calldata act
    ) private view returns (Commitment storage entry, uint64 actor) {
        entry = _commitment(commitment);
        actor = _requireManager(entry.fund, _funds[entry.fund]);
        _requireUnrecordedAct(act);
    }

    /// @dev Opens an act that only the present pledgee may do.
    function _byPledgee(
        uint64 commitment,
        Act calldata act
    ) private view returns (Commitment storage entry, uint64 actor, PledgeView memory pledged) {
        entry = _commitment(commitment);
        pledged = _pledge(entry.pledge);
        actor = _acting();
        if (actor != pledged.pledgee) revert IPledgeRegistry.NotThePledgee(entry.pledge, pledged.pledgee, actor);
        _requireUnrecordedAct(act);
    }

    /// @dev Opens an act that the fund's manager or the present pledgee may do.
    function _byASide(
        uint64 commitment,
        Act calldata act
    ) private view returns (Commitment storage entry, uint64 actor, PledgeView memory pledged) {
        entry = _commitment(commitment);
        pledged = _pledge(entry.pledge);
        actor = _acting();
        if (actor != pledged.pledgee && actor != _funds[entry.fund].manager) revert NotASide(commitment, actor);
        _requireUnrecordedAct(act);
    }

    function _requireManager(uint64 fund, Fund storage entry) private view returns (uint64 actor) {
        actor = _acting();
        if (actor != entry.manager) revert NotTheFundsManager(fund, entry.manager, actor);
    }

    function _requireForeign(uint64 pledge, uint64 pledgee, Fund storage fund) private view {
        if (pledgee == fund.owner || pledgee == fund.manager) revert OwnClaim(pledge, pledgee);
    }

    function _requireNotOverdue(uint64 fund, Fund storage entry) private view {
        uint64 overdue = _overdueOf(entry);
        if (overdue != 0) revert FundOverdue(fund, overdue, _commitments[overdue].dueAt);
    }

    /// @dev A guarantor promises while the claim is sound; an IP management company buys what is in default too.
    function _requireBuyable(uint64 pledge, PledgeState state, PledgeState earliest, Fund storage fund) private view {
        if (state == earliest || state == PledgeState.Registered) return;
        if (state == PledgeState.Defaulted || state == PledgeState.Enforcing) {
            (PartyKind kind, ) = _parties().partyKind(fund.owner);
            if (kind == PartyKind.IpManagementCompany) return;
        }
        revert IPledgeRegistry.WrongState(pledge, state);
    }

    function _requireFundTerms(FundTerms calldata terms) private view {
        _require(terms.capital != 0, "capital");
        _require(terms.pledgorLimit != 0, "pledgorLimit");
        _requireCode(terms.currency);
        _requireSalt(terms.salt);
        (PartyKind kind, bool active) = _parties().partyKind(terms.manager);
        uint256 offerers = _parties().kindsOf(address(this), this.offer.selector);
        // Who cannot offer cannot run a fund.
        _requireFit("manager", terms.manager, active && (offerers >> uint256(kind)) & 1 == 1);
    }

    function _requireTerms(CommitmentTerms calldata terms) private view {
        _require(terms.route != BuybackRoute.None, "route");
        _require(terms.price != 0, "price");
        _require(terms.paymentDays != 0 && terms.paymentDays <= MAX_PAYMENT_DAYS, "paymentDays");
        _require(terms.coveredRights != 0, "coveredRights");
        _requireSalt(terms.salt);
        _requireFilled("conditions", terms.conditions.length, Bounds.DOCUMENT);
        uint64 time = _time();
        if (terms.opensAt > terms.closesAt || terms.closesAt < time || terms.closesAt > time + MAX_AHEAD) {
            revert InvalidWindow(terms.opensAt, terms.closesAt, time);
        }
        if (terms.reinsurer == 0) return;
        (PartyKind kind, bool active) = _parties().partyKind(terms.reinsurer);
        bool insures = kind == PartyKind.Insurer || kind == PartyKind.Reguarantor;
        _requireFit("reinsurer", terms.reinsurer, active && insures);
    }

    /// @dev Payment and delivery are linked: the last confirmation waits until the claim is on its way to the fund's owner,
    /// or until the document of the sale is named. Title passes later, when the office records it.
    function _requireDelivery(
        uint64 commitment,
        Commitment storage entry,
        PledgeView memory pledged,
        Act calldata act
    ) private view {
        uint64 buyer = _funds[entry.fund].owner;
        if (entry.route == BuybackRoute.Sale) {
            _requireDocument(act);
        } else if (pledged.pendingChange != ChangeKind.Assignment || pledged.pendingDigest != bytes32(uint256(buyer))) {
            revert DeliveryMissing(commitment, entry.pledge, buyer);
        }
    }

    /// @dev An exercise of the fund that is overdue; 0 when none is.
    function _overdueOf(Fund storage entry) private view returns (uint64) {
        uint256 count = entry.outstanding.length;
        for (uint256 index = 0; index < count; ++index) {
            uint64 commitment = entry.outstanding[index];
            if (_isOverdue(_commitments[commitment])) return commitment;
        }
        return 0;
    }

    function _isOverdue(Commitment storage entry) private view returns (bool) {
        return _time() > entry.dueAt;
    }

    function _time() private view returns (uint64) {
        return uint64(block.timestamp);
    }

    function _parties() private view returns (IPartyRegistry) {
        return IPartyRegistry(authority());
    }

    function _requireState(uint64 commitment, Commitment storage entry, CommitmentState state) private view {
        if (entry.state != state) revert WrongCommitmentState(commitment, entry.state);
    }

    /// @dev The pledge must be in one of two states.
    function _requirePledgeIn(uint64 pledge, PledgeState state, PledgeState one, PledgeState other) private pure {
        if (state != one && state != other) revert IPledgeRegistry.WrongState(pledge, state);
    }

    function _requireDocument(Act calldata act) private pure {
        if (act.document.length == 0) revert Missing("act.document");
    }

    function _requireSalt(bytes32 salt) private pure {
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(salt != 0, "salt");
    }

    function _requireCurrency(bytes3 given, bytes3 expected) private pure {
        if (given != expected) revert WrongCurrency(given, expected);
    }

    function _requireCode(bytes3 currency) private pure {
        for (uint256 index = 0; index < 3; ++index) {
            _require(currency[index] >= "A" && currency[index] <= "Z", "currency");
        }
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidTerms(field.text());
    }

    function _requireFit(bytes32 field, uint64 party, bool fit) private pure {
        if (!fit) revert IPledgeRegistry.InvalidParty(field.text(), party);
    }

    /// @dev The pledge secures nothing any more, or its enforcement is over.
    function _hasEnded(PledgeState state) private pure returns (bool) {
        return state >= PledgeState.Realised;
    }
}
