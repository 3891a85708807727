// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Right} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {IPledgeRegistry, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {
    ISubsidyBook,
    ProgrammeTerms,
    ProgrammeView,
    SubsidyKind,
    SubsidyPeriod,
    SubsidyRefusal,
    SubsidyState,
    SubsidyTerms,
    SubsidyView
} from "./interfaces/ISubsidyBook.sol";
import {AssetKey} from "./libraries/AssetKey.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {LegalDate} from "./libraries/LegalDate.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {PledgeActs} from "./pledge/PledgeActs.sol";

/// @title SubsidyBook
/// @notice Programmes with their budgets, and claims, each once for a programme, a pledge and a period.
contract SubsidyBook is ISubsidyBook, PledgeActs {
    using FieldName for bytes32;
    using LegalDate for uint32;
    using ObligationRules for bytes3;

    uint32 private constant WHOLE = 10_000;
    uint256 private constant MAX_NAME = 256;

    mapping(uint64 programme => ProgrammeView) private _programmes;
    mapping(uint64 subsidy => SubsidyView) private _subsidies;
    mapping(uint64 programme => mapping(uint64 pledge => mapping(uint32 period => uint64))) private _taken;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry
    constructor(address log, address parties, address pledges) Book(log, parties) PledgeActs(pledges) {}

    /// @inheritdoc ISubsidyBook
    function declareProgramme(
        ProgrammeTerms calldata terms,
        Act calldata act
    ) external restricted returns (uint64 programme) {
        uint64 actor = _acting();
        programme = _nextSequence();
        ProgrammeView storage entry = _programmes[programme];
        entry.authority = actor;
        entry.kind = terms.kind;
        entry.period = terms.period;
        entry.currency = terms.currency;
        _publish(ProgrammeDeclared.selector, programme, actor, terms, act);
    }

    /// @inheritdoc ISubsidyBook
    function reviseProgramme(uint64 programme, ProgrammeTerms calldata terms, Act calldata act) external restricted {
        (ProgrammeView storage entry, uint64 actor) = _byAuthority(programme);
        if (entry.closed) revert ProgrammeIsClosed(programme);
        _require(terms.kind == entry.kind, "kind");
        _require(terms.period == entry.period, "period");
        _require(terms.currency == entry.currency, "currency");
        if (terms.budget < entry.granted) revert BudgetExceeded(programme, entry.granted, terms.budget);
        _publish(ProgrammeRevised.selector, programme, actor, terms, act);
    }

    /// @inheritdoc ISubsidyBook
    function closeProgramme(uint64 programme, Act calldata act) external restricted {
        (ProgrammeView storage entry, uint64 actor) = _byAuthority(programme);
        _requireUnrecordedAct(act);
        if (entry.closed) revert ProgrammeIsClosed(programme);
        entry.closed = true;
        _recordPledge(ProgrammeClosed.selector, programme, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function claimSubsidy(
        SubsidyTerms calldata terms,
        bytes32[] calldata rights,
        Right calldata right,
        Act calldata act
    ) external restricted returns (uint64 subsidy) {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        ProgrammeView storage programme = _programme(terms.programme);
        if (programme.closed) revert ProgrammeIsClosed(terms.programme);
        PledgeView memory pledged = _resolve(terms.pledge);
        if (actor != pledged.pledgee && actor != pledged.debtor) revert NotTheClaimant(terms.pledge, actor);
        _requireLive(terms.pledge, pledged.state);
        _requireClaim(terms, programme, act);
        _requireEligible(terms, programme, pledged, rights, right);
        uint64 first = _taken[terms.programme][terms.pledge][terms.period];
        if (first != 0) {
            revert SubsidyClaimedBefore(terms.programme, terms.pledge, terms.period, first, address(this));
        }
        subsidy = _nextSequence();
        _taken[terms.programme][terms.pledge][terms.period] = subsidy;
        _subsidies[subsidy] = SubsidyView({
            state: SubsidyState.Claimed,
            programme: terms.programme,
            pledge: terms.pledge,
            claimant: actor,
            beneficiary: terms.beneficiary,
            period: terms.period,
            amount: terms.amount
        });
        _recordPledge(SubsidyClaimed.selector, subsidy, actor, abi.encode(terms, act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function withdrawSubsidy(uint64 subsidy, Act calldata act) external restricted {
        SubsidyView storage entry = _subsidy(subsidy);
        uint64 actor = _acting();
        if (actor != entry.claimant) revert NotTheClaimant(entry.pledge, actor);
        _requireUnrecordedAct(act);
        _requireIn(subsidy, entry, SubsidyState.Claimed);
        _leave(entry, SubsidyState.Withdrawn);
        _recordPledge(SubsidyWithdrawn.selector, subsidy, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function refuseSubsidy(uint64 subsidy, SubsidyRefusal reason, Act calldata act) external restricted {
        (SubsidyView storage entry, uint64 actor) = _decided(subsidy, SubsidyState.Claimed, act);
        if (reason == SubsidyRefusal.None) revert Missing("reason");
        _leave(entry, SubsidyState.Refused);
        _recordPledge(SubsidyRefused.selector, subsidy, actor, abi.encode(reason, act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function grantSubsidy(uint64 subsidy, uint128 amount, bytes32 salt, Act calldata act) external restricted {
        (SubsidyView storage entry, uint64 actor) = _decided(subsidy, SubsidyState.Claimed, act);
        if (amount == 0) revert InvalidSubsidy("amount");
        if (salt == 0) revert InvalidSubsidy("salt");
        if (amount > entry.amount) revert SubsidyTooHigh(entry.programme, amount, entry.amount);
        ProgrammeView storage programme = _programmes[entry.programme];
        uint256 granted = uint256(programme.granted) + amount;
        if (granted > programme.budget) revert BudgetExceeded(entry.programme, granted, programme.budget);
        programme.granted = uint128(granted);
        entry.amount = amount;
        entry.state = SubsidyState.Granted;
        _recordPledge(SubsidyGranted.selector, subsidy, actor, abi.encode(amount, salt, act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function paySubsidy(uint64 subsidy, Act calldata act) external restricted {
        (SubsidyView storage entry, uint64 actor) = _decided(subsidy, SubsidyState.Granted, act);
        entry.state = SubsidyState.Paid;
        _recordPledge(SubsidyPaid.selector, subsidy, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc ISubsidyBook
    function programmeOf(uint64 programme) external view returns (ProgrammeView memory) {
        return _programmes[programme];
    }

    /// @inheritdoc ISubsidyBook
    function subsidyOf(uint64 subsidy) external view returns (SubsidyView memory) {
        return _subsidies[subsidy];
    }

    /// @inheritdoc ISubsidyBook
    function subsidyFor(uint64 programme, uint64 pledge, uint32 period) external view returns (uint64 subsidy) {
        return _taken[programme][pledge][period];
    }

    function _publish(
        bytes32 topic0,
        uint64 programme,
        uint64 actor,
        ProgrammeTerms calldata terms,
        Act calldata act
    ) private {
        _requireUnrecordedAct(act);
        _requireProgramme(terms);
        ProgrammeView storage entry = _programmes[programme];
        entry.rightKinds = terms.rightKinds;
        entry.ratio = terms.ratio;
        entry.most = terms.most;
        entry.budget = terms.budget;
        entry.startsOn = terms.startsOn;
        entry.endsOn = terms.endsOn;
        _recordPledge(topic0, programme, actor, abi.encode(terms, act, RULE_SET));
    }

    /// @dev What came to nothing leaves its period to another claim.
    function _leave(SubsidyView storage entry, SubsidyState state) private {
        entry.state = state;
        delete _taken[entry.programme][entry.pledge][entry.period];
    }

    function _programme(uint64 programme) private view returns (ProgrammeView storage entry) {
        entry = _programmes[programme];
        if (entry.authority == 0) revert UnknownProgramme(programme);
    }

    function _subsidy(uint64 subsidy) private view returns (SubsidyView storage entry) {
        entry = _subsidies[subsidy];
        if (entry.state == SubsidyState.None) revert UnknownSubsidy(subsidy);
    }

    function _byAuthority(uint64 programme) private view returns (ProgrammeView storage entry, uint64 actor) {
        entry = _programme(programme);
        actor = _acting();
        if (actor != entry.authority) revert NotTheAuthority(programme, entry.authority, actor);
    }

    /// @dev Opens an authority's act on a claim.
    function _decided(
        uint64 subsidy,
        SubsidyState state,
        Act calldata act
    ) private view returns (SubsidyView storage entry, uint64 actor) {
        entry = _subsidy(subsidy);
        (, actor) = _byAuthority(entry.programme);
        _requireUnrecordedAct(act);
        _requireIn(subsidy, entry, state);
    }

    function _requireIn(uint64 subsidy, SubsidyView storage entry, SubsidyState state) private view {
        if (entry.state != state) revert WrongSubsidyState(subsidy, entry.state);
    }

    function _requireClaim(
        SubsidyTerms calldata terms,
        ProgrammeView storage programme,
        Act calldata act
    ) private view {
        _requireParty("beneficiary", terms.beneficiary);
        if (act.document.length == 0) revert Missing("act.document");
        if (terms.salt == 0) revert InvalidSubsidy("salt");
        if (terms.amount == 0) revert InvalidSubsidy("amount");
        uint256 part = (uint256(terms.cost) * programme.ratio) / WHOLE;
        uint256 most = part < programme.most ? part : programme.most;
        if (terms.amount > most) revert SubsidyTooHigh(terms.programme, terms.amount, most);
        bool within = terms.period >= programme.startsOn && terms.period <= programme.endsOn;
        if (!within || !_begins(programme.period, terms.period, programme.startsOn)) {
            revert NotAPeriod(terms.programme, terms.period);
        }
    }

    function _requireEligible(
        SubsidyTerms calldata terms,
        ProgrammeView storage programme,
        PledgeView memory pledged,
        bytes32[] calldata rights,
        Right calldata right
    ) private view {
        _requireRights(terms.pledge, pledged, rights);
        bytes32 key = AssetKey.derive(right);
        uint256 place = 0;
        while (place < rights.length && rights[place] != key) ++place;
        if (place == rights.length) revert IPledgeRegistry.RightNotInPledge(terms.pledge, key);
        if ((programme.rightKinds >> uint256(right.kind)) & 1 == 0) {
            revert KindNotEligible(terms.programme, right.kind);
        }
    }

    function _requireProgramme(ProgrammeTerms calldata terms) private pure {
        _requireFilled("name", bytes(terms.name).length, MAX_NAME);
        _requireFilled("region", bytes(terms.region).length, Bounds.NUMBER);
        _requireFilled("conditions", terms.conditions.length, Bounds.DOCUMENT);
        _require(terms.kind != SubsidyKind.None, "kind");
        _require(terms.period != SubsidyPeriod.None, "period");
        _require(terms.rightKinds > 1 && terms.rightKinds & 1 == 0, "rightKinds");
        _require(terms.ratio != 0 && terms.ratio <= WHOLE, "ratio");
        _require(terms.currency.isCurrency(), "currency");
        _require(terms.most != 0, "most");
        _require(terms.budget != 0, "budget");
        _requireDate("startsOn", terms.startsOn);
        _requireDate("endsOn", terms.endsOn);
        if (terms.startsOn > terms.endsOn) revert InvalidPeriod(terms.startsOn, terms.endsOn);
    }

    /// @dev Whether the date is the first day of a period.
    function _begins(SubsidyPeriod period, uint32 day, uint32 first) private pure returns (bool) {
        if (period == SubsidyPeriod.Once) return day == first;
        uint256 month = (day / 100) % 100;
        if (!day.isDate() || day % 100 != 1) return false;
        if (period == SubsidyPeriod.Month) return true;
        return period == SubsidyPeriod.Quarter ? month % 3 == 1 : month == 1;
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidProgramme(field.text());
    }
}
