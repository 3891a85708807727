// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {IPledgeRegistry, PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {
    CoveringView,
    IRiskShareBook,
    PoolTerms,
    PoolView,
    RecoveryOrder,
    SchemeState,
    SchemeTerms,
    SchemeView,
    Tranche,
    TrancheView
} from "./interfaces/IRiskShareBook.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {Waterfall} from "./libraries/Waterfall.sol";

/// @title RiskShareBook
/// @notice Schemes, what they cover, and the pools behind them.
contract RiskShareBook is IRiskShareBook, Book {
    using FieldName for bytes32;
    using ObligationRules for bytes3;

    struct Part {
        uint64 party;
        uint32 rate;
        uint32 reinsures;
        uint64 pool;
        bool joined;
        uint128 capPerLoss;
        uint128 capInTotal;
        uint128 used;
    }

    struct Scheme {
        SchemeState state;
        bytes3 currency;
        RecoveryOrder order;
        uint64 proposer;
        uint64 opensAt;
        uint64 closesAt;
        uint64 claimsUntil;
        uint128 coverLimit;
        uint128 covered;
        Part[] parts;
    }

    /// @dev What one transaction can split without care for its gas.
    uint256 private constant MAX_TRANCHES = 12;
    /// @dev A hundred years: beyond it a time is a mistake, and readers keep times in 63 bits.
    uint64 private constant MAX_AHEAD = 36_525 days;

    /// @notice The pledges whose claims are covered.
    IPledgeRegistry public immutable PLEDGES;

    mapping(uint64 scheme => Scheme) private _schemes;
    mapping(uint64 pool => PoolView) private _pools;
    mapping(uint64 pledge => CoveringView) private _covers;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry
    constructor(address log, address parties, address pledges) Book(log, parties) {
        PLEDGES = IPledgeRegistry(pledges);
    }

    /// @inheritdoc IRiskShareBook
    function declarePool(PoolTerms calldata terms, Act calldata act) external restricted returns (uint64 pool) {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _require(terms.currency.isCurrency(), "currency");
        _require(terms.capital != 0, "capital");
        _requireSalt(terms.salt);
        _requireFilled("rules", terms.rules.length, Bounds.DOCUMENT);
        pool = _nextSequence();
        PoolView storage entry = _pools[pool];
        entry.owner = actor;
        entry.currency = terms.currency;
        entry.capital = terms.capital;
        _recordOf(PoolDeclared.selector, pool, actor, abi.encode(terms, act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function fundPool(uint64 pool, uint128 amount, bytes32 salt, Act calldata act) external restricted {
        PoolView storage entry = _pool(pool);
        uint64 actor = _acting();
        if (actor != entry.owner) revert NotThePoolsOwner(pool, entry.owner, actor);
        _requireUnrecordedAct(act);
        _require(amount != 0, "amount");
        _requireSalt(salt);
        uint256 capital = uint256(entry.capital) + amount;
        if (capital > type(uint128).max) revert PoolTooLarge(pool, capital);
        entry.capital = uint128(capital);
        _recordOf(PoolFunded.selector, pool, actor, abi.encode(amount, uint128(capital), salt, act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function proposeScheme(SchemeTerms calldata terms, Act calldata act) external restricted returns (uint64 scheme) {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _requireTerms(terms);
        scheme = _nextSequence();
        Scheme storage entry = _schemes[scheme];
        entry.currency = terms.currency;
        entry.order = terms.order;
        entry.proposer = actor;
        entry.opensAt = terms.opensAt;
        entry.closesAt = terms.closesAt;
        entry.claimsUntil = terms.claimsUntil;
        entry.coverLimit = terms.coverLimit;
        _setTranches(entry, terms);
        entry.state = SchemeState.Proposed;
        _join(entry, actor);
        bool inForce = _comesIntoForce(entry);
        _recordOf(SchemeProposed.selector, scheme, actor, abi.encode(terms, inForce, act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function joinScheme(uint64 scheme, Act calldata act) external restricted {
        Scheme storage entry = _scheme(scheme);
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _requireState(scheme, entry, SchemeState.Proposed);
        if (act.document.length == 0) revert Missing("act.document");
        if (!_join(entry, actor)) revert NothingToJoin(scheme, actor);
        bool inForce = _comesIntoForce(entry);
        _recordOf(SchemeJoined.selector, scheme, actor, abi.encode(inForce, act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function closeScheme(uint64 scheme, Act calldata act) external restricted {
        Scheme storage entry = _scheme(scheme);
        uint64 actor = _acting();
        if (actor != entry.proposer) revert NotTheProposer(scheme, entry.proposer, actor);
        _requireUnrecordedAct(act);
        if (entry.state == SchemeState.Closed) revert WrongSchemeState(scheme, entry.state);
        entry.state = SchemeState.Closed;
        _recordOf(SchemeClosed.selector, scheme, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function coverPledge(
        uint64 scheme,
        uint64 pledge,
        uint128 principal,
        bytes32 salt,
        Act calldata act
    ) external restricted {
        Scheme storage entry = _scheme(scheme);
        (PledgeView memory pledged, uint64 actor) = _byPledgee(pledge, act);
        _requireState(scheme, entry, SchemeState.InForce);
        _requireSalt(salt);
        uint64 time = uint64(block.timestamp);
        if (time < entry.opensAt || time > entry.closesAt) {
            revert SchemeExpired(scheme, entry.opensAt, entry.closesAt, time);
        }
        if (pledged.state != PledgeState.Filed && pledged.state != PledgeState.Registered) {
            revert IPledgeRegistry.WrongState(pledge, pledged.state);
        }
        _requireCreditor(scheme, entry, actor);
        if (pledged.currency != entry.currency) revert WrongSchemeCurrency(pledged.currency, entry.currency);
        if (principal == 0 || principal > pledged.amount) {
            revert PrincipalOutOfRange(pledge, principal, pledged.amount);
        }
        uint64 before = _covers[pledge].scheme;
        if (before != 0) revert AlreadyCovered(pledge, before);
        uint256 covered = uint256(entry.covered) + principal;
        if (covered > entry.coverLimit) revert CoverLimitExceeded(scheme, covered, entry.coverLimit);
        entry.covered = uint128(covered);
        _covers[pledge] = CoveringView(scheme, principal);
        _recordOf(PledgeCovered.selector, pledge, actor, abi.encode(scheme, principal, salt, act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function endCover(uint64 pledge, Act calldata act) external restricted {
        (, uint64 actor) = _byPledgee(pledge, act);
        _takeCover(pledge);
        _recordOf(CoverEnded.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IRiskShareBook
    function useCover(
        uint64 pledge,
        uint64 creditor,
        bytes3 currency,
        uint128 amount
    ) external restricted betweenBooks returns (uint64 scheme, RecoveryOrder order, uint256[] memory shares) {
        CoveringView memory cover = _takeCover(pledge);
        scheme = cover.scheme;
        Scheme storage entry = _schemes[scheme];
        if (currency != entry.currency) revert WrongSchemeCurrency(currency, entry.currency);
        if (block.timestamp > entry.claimsUntil) {
            revert ClaimsClosed(scheme, entry.claimsUntil, uint64(block.timestamp));
        }
        _requireForeign(scheme, entry, creditor);
        order = entry.order;
        shares = Waterfall.shareLoss(amount, _layers(entry));
        for (uint256 place = 1; place < shares.length; ++place) {
            Part storage part = entry.parts[place];
            part.used += uint128(shares[place]);
            if (part.pool != 0) _pools[part.pool].reserved += uint128(shares[place]);
        }
    }

    /// @inheritdoc IRiskShareBook
    function drawn(uint64 scheme, uint256 place, uint128 amount) external restricted betweenBooks {
        uint64 pool = _schemes[scheme].parts[place].pool;
        if (pool == 0) return;
        PoolView storage entry = _pools[pool];
        entry.reserved -= amount;
        entry.capital -= amount;
        entry.used += amount;
    }

    /// @inheritdoc IRiskShareBook
    function returned(
        uint64 scheme,
        uint256[] calldata borne,
        uint256[] calldata relieved
    ) external restricted betweenBooks {
        Part[] storage parts = _schemes[scheme].parts;
        for (uint256 place = 1; place < borne.length; ++place) {
            Part storage part = parts[place];
            part.used -= uint128(relieved[place]);
            if (part.pool == 0) continue;
            PoolView storage entry = _pools[part.pool];
            entry.reserved -= uint128(relieved[place]);
            uint256 capital = uint256(entry.capital) + borne[place];
            if (capital > type(uint128).max) revert PoolTooLarge(part.pool, capital);
            entry.capital = uint128(capital);
            entry.replenished += uint128(borne[place]);
        }
    }

    /// @inheritdoc IRiskShareBook
    function schemeOf(uint64 scheme) external view returns (SchemeView memory) {
        Scheme storage entry = _schemes[scheme];
        return
            SchemeView({
                state: entry.state,
                currency: entry.currency,
                order: entry.order,
                proposer: entry.proposer,
                opensAt: entry.opensAt,
                closesAt: entry.closesAt,
                claimsUntil: entry.claimsUntil,
                coverLimit: entry.coverLimit,
                covered: entry.covered,
                tranches: uint32(entry.parts.length)
            });
    }

    /// @inheritdoc IRiskShareBook
    function trancheOf(uint64 scheme, uint256 place) external view returns (TrancheView memory tranche) {
        Part[] storage parts = _schemes[scheme].parts;
        if (place >= parts.length) return tranche;
        Part storage part = parts[place];
        return
            TrancheView({
                party: part.party,
                rate: part.rate,
                reinsures: part.reinsures,
                pool: part.pool,
                joined: part.joined,
                capPerLoss: part.capPerLoss,
                capInTotal: part.capInTotal,
                used: part.used
            });
    }

    /// @inheritdoc IRiskShareBook
    function poolOf(uint64 pool) external view returns (PoolView memory) {
        return _pools[pool];
    }

    /// @inheritdoc IRiskShareBook
    function coveringOf(uint64 pledge) external view returns (CoveringView memory) {
        return _covers[pledge];
    }

    function _setTranches(Scheme storage entry, SchemeTerms calldata terms) private {
        uint256 count = terms.tranches.length;
        uint256 sum = 0;
        for (uint256 place = 0; place < count; ++place) {
            Tranche calldata tranche = terms.tranches[place];
            _requireTranche(terms, place);
            if (tranche.reinsures == 0) sum += tranche.rate;
            Part storage part = entry.parts.push();
            part.party = tranche.party;
            part.rate = tranche.rate;
            part.reinsures = tranche.reinsures;
            part.pool = tranche.pool;
            part.capPerLoss = tranche.capPerLoss;
            part.capInTotal = tranche.capInTotal;
            // The creditor agrees when it puts a claim under the scheme.
            part.joined = place == 0;
        }
        if (sum != Waterfall.WHOLE) revert RatesDoNotSum(sum, Waterfall.WHOLE);
    }

    /// @dev Marks the party's tranches; answers whether there were any that it had not joined with.
    function _join(Scheme storage entry, uint64 party) private returns (bool any) {
        uint256 count = entry.parts.length;
        for (uint256 place = 1; place < count; ++place) {
            Part storage part = entry.parts[place];
            if (part.party != party || part.joined) continue;
            part.joined = true;
            any = true;
        }
    }

    function _comesIntoForce(Scheme storage entry) private returns (bool) {
        uint256 count = entry.parts.length;
        for (uint256 place = 1; place < count; ++place) if (!entry.parts[place].joined) return false;
        entry.state = SchemeState.InForce;
        return true;
    }

    function _takeCover(uint64 pledge) private returns (CoveringView memory cover) {
        cover = _covers[pledge];
        if (cover.scheme == 0) revert NotCovered(pledge);
        delete _covers[pledge];
        _schemes[cover.scheme].covered -= cover.principal;
    }

    function _recordOf(bytes32 topic0, uint64 subject, uint64 actor, bytes memory data) private {
        _record(topic0, bytes32(uint256(subject)), actor, data);
    }

    /// @dev The tranches with the most that each can bear of a loss now.
    function _layers(Scheme storage entry) private view returns (Waterfall.Layer[] memory layers) {
        uint256 count = entry.parts.length;
        layers = new Waterfall.Layer[](count);
        for (uint256 place = 0; place < count; ++place) {
            Part storage part = entry.parts[place];
            layers[place].rate = part.rate;
            layers[place].reinsures = part.reinsures;
            uint256 limit = part.capInTotal - part.used;
            if (part.capPerLoss < limit) limit = part.capPerLoss;
            if (part.pool != 0) {
                PoolView storage pool = _pools[part.pool];
                uint256 free = pool.capital - pool.reserved;
                if (free < limit) limit = free;
            }
            layers[place].limit = limit;
        }
    }

    function _scheme(uint64 scheme) private view returns (Scheme storage entry) {
        entry = _schemes[scheme];
        if (entry.state == SchemeState.None) revert UnknownScheme(scheme);
    }

    function _pool(uint64 pool) private view returns (PoolView storage entry) {
        entry = _pools[pool];
        if (entry.owner == 0) revert UnknownPool(pool);
    }

    /// @dev Opens an act that only the present pledgee may do.
    function _byPledgee(
        uint64 pledge,
        Act calldata act
    ) private view returns (PledgeView memory pledged, uint64 actor) {
        pledged = PLEDGES.pledgeOf(pledge);
        if (pledged.state == PledgeState.None) revert IPledgeRegistry.UnknownPledge(pledge);
        actor = _acting();
        if (actor != pledged.pledgee) revert IPledgeRegistry.NotThePledgee(pledge, pledged.pledgee, actor);
        _requireUnrecordedAct(act);
    }

    function _requireState(uint64 scheme, Scheme storage entry, SchemeState state) private view {
        if (entry.state != state) revert WrongSchemeState(scheme, entry.state);
    }

    function _requireCreditor(uint64 scheme, Scheme storage entry, uint64 creditor) private view {
        uint64 only = entry.parts[0].party;
        if (only != 0 && only != creditor) revert NotTheSchemesCreditor(scheme, only, creditor);
        _requireForeign(scheme, entry, creditor);
    }

    function _requireForeign(uint64 scheme, Scheme storage entry, uint64 creditor) private view {
        uint256 count = entry.parts.length;
        for (uint256 place = 1; place < count; ++place) {
            if (entry.parts[place].party == creditor) revert OwnTranche(scheme, place, creditor);
        }
    }

    function _requireTerms(SchemeTerms calldata terms) private view {
        _require(terms.currency.isCurrency(), "currency");
        _require(terms.order != RecoveryOrder.None, "order");
        _require(terms.coverLimit != 0, "coverLimit");
        _requireSalt(terms.salt);
        _requireFilled("conditions", terms.conditions.length, Bounds.DOCUMENT);
        _requireCount("tranches", terms.tranches.length, MAX_TRANCHES);
        uint64 time = uint64(block.timestamp);
        if (
            terms.opensAt > terms.closesAt ||
            terms.closesAt > terms.claimsUntil ||
            terms.closesAt < time ||
            terms.claimsUntil > time + MAX_AHEAD
        ) revert InvalidTimes(terms.opensAt, terms.closesAt, terms.claimsUntil, time);
    }

    function _requireTranche(SchemeTerms calldata terms, uint256 place) private view {
        Tranche calldata tranche = terms.tranches[place];
        _requirePart(place, tranche.rate <= Waterfall.WHOLE, "rate");
        if (place == 0) {
            _requirePart(place, tranche.reinsures == 0, "reinsures");
            _requirePart(place, tranche.pool == 0, "pool");
            _requirePart(place, tranche.capPerLoss == 0, "capPerLoss");
            _requirePart(place, tranche.capInTotal == 0, "capInTotal");
            if (tranche.party != 0) _requireActive(place, tranche.party);
            return;
        }
        _requirePart(place, tranche.rate != 0, "rate");
        _requirePart(place, tranche.capPerLoss != 0, "capPerLoss");
        _requirePart(place, tranche.capInTotal >= tranche.capPerLoss, "capInTotal");
        _requirePart(place, tranche.reinsures < place, "reinsures");
        _requireActive(place, tranche.party);
        // Nobody insures itself.
        if (tranche.reinsures != 0) {
            _requirePart(place, terms.tranches[tranche.reinsures].party != tranche.party, "party");
        }
        for (uint256 other = 1; other < place; ++other) {
            Tranche calldata earlier = terms.tranches[other];
            _requirePart(place, tranche.reinsures == 0 || earlier.reinsures != tranche.reinsures, "reinsures");
            _requirePart(place, tranche.pool == 0 || earlier.pool != tranche.pool, "pool");
        }
        if (tranche.pool == 0) return;
        PoolView storage pool = _pool(tranche.pool);
        if (pool.owner != tranche.party) revert NotThePoolsOwner(tranche.pool, pool.owner, tranche.party);
        if (pool.currency != terms.currency) revert WrongSchemeCurrency(pool.currency, terms.currency);
    }

    function _requireActive(uint256 place, uint64 party) private view {
        (, bool active) = IPartyRegistry(authority()).partyKind(party);
        _requirePart(place, party != 0 && active, "party");
    }

    function _requirePart(uint256 place, bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidTranche(place, field.text());
    }

    function _requireSalt(bytes32 salt) private pure {
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(salt != 0, "salt");
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidScheme(field.text());
    }
}
