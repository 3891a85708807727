// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {IChangeBook} from "./interfaces/IChangeBook.sol";
import {
    DefaultGround,
    EnforcementRoute,
    IEnforcementBook,
    Outcome,
    Realisation,
    RealisationMethod
} from "./interfaces/IEnforcementBook.sol";
import {IPledgeRegistry, ObligationKind, PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {PledgeActs} from "./pledge/PledgeActs.sol";

/// @title EnforcementBook
/// @notice From default to realisation. It judges the acts; PledgeRegistry keeps the pledge's state.
contract EnforcementBook is IEnforcementBook, PledgeActs {
    using ObligationRules for bytes3;

    /// @inheritdoc IEnforcementBook
    mapping(uint64 pledge => uint32) public defaultNoticeOn;
    /// @inheritdoc IEnforcementBook
    mapping(uint64 pledge => mapping(bytes32 assetKey => bool)) public realised;
    mapping(uint64 pledge => Outcome) private _outcomes;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry, which lets this book move its pledges from state to state
    constructor(address log, address parties, address pledges) Book(log, parties) PledgeActs(pledges) {}

    /// @inheritdoc IEnforcementBook
    function declareDefault(
        uint64 pledge,
        DefaultGround ground,
        uint32 noticeOn,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byPledgee(pledge, act);
        _requireState(pledge, entry.state, PledgeState.Registered);
        if (ground == DefaultGround.None) revert IPledgeRegistry.GroundMissing();
        _requireDate("noticeOn", noticeOn);
        if (act.document.length == 0) revert Missing("act.document");
        defaultNoticeOn[pledge] = noticeOn;
        PLEDGES.advance(pledge, PledgeState.Registered, PledgeState.Defaulted);
        _recordPledge(PledgeDefaulted.selector, pledge, actor, abi.encode(ground, noticeOn, act, RULE_SET));
    }

    /// @inheritdoc IEnforcementBook
    function cure(uint64 pledge, Act calldata act) external restricted {
        (, uint64 actor) = _byPledgee(pledge, act);
        PLEDGES.advance(pledge, PledgeState.Defaulted, PledgeState.Registered);
        _recordPledge(PledgeCured.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IEnforcementBook
    function enforce(
        uint64 pledge,
        EnforcementRoute route,
        string calldata caseNumber,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byPledgee(pledge, act);
        _requireState(pledge, entry.state, PledgeState.Defaulted);
        if (entry.obligationKind == ObligationKind.Maximum && !entry.determined) {
            revert IChangeBook.ClaimNotDetermined(pledge);
        }
        if (route == EnforcementRoute.None) revert Missing("route");
        if (route == EnforcementRoute.Court && bytes(caseNumber).length == 0) revert Missing("caseNumber");
        _requireLength("caseNumber", bytes(caseNumber).length, Bounds.NUMBER);
        PLEDGES.advance(pledge, PledgeState.Defaulted, PledgeState.Enforcing);
        _recordPledge(EnforcementStarted.selector, pledge, actor, abi.encode(route, caseNumber, act, RULE_SET));
    }

    /// @inheritdoc IEnforcementBook
    function realise(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata sold,
        Realisation calldata realisation,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byPledgee(pledge, act);
        _requireState(pledge, entry.state, PledgeState.Enforcing);
        _requireRights(pledge, entry, rights);
        bytes32[] memory rest = _without(pledge, rights, sold, "sold");
        _requireRealisation(pledge, actor, realisation, act);
        _mark(pledge, sold);
        bool whole = _allRealised(pledge, rest);
        _outcomes[pledge] = Outcome(realisation.currency, whole, realisation.deficiency);
        if (whole) {
            _requireNoChange(pledge, entry);
            PLEDGES.advance(pledge, PledgeState.Enforcing, PledgeState.Realised);
        }
        _recordPledge(RightsRealised.selector, pledge, actor, abi.encode(sold, realisation, whole, act, RULE_SET));
    }

    /// @inheritdoc IEnforcementBook
    function outcomeOf(uint64 pledge) external view returns (Outcome memory) {
        return _outcomes[pledge];
    }

    function _mark(uint64 pledge, bytes32[] calldata sold) private {
        for (uint256 index = 0; index < sold.length; ++index) {
            if (realised[pledge][sold[index]]) revert AlreadyRealised(pledge, sold[index]);
            realised[pledge][sold[index]] = true;
        }
    }

    function _allRealised(uint64 pledge, bytes32[] memory rights) private view returns (bool) {
        for (uint256 index = 0; index < rights.length; ++index) if (!realised[pledge][rights[index]]) return false;
        return true;
    }

    function _requireRealisation(
        uint64 pledge,
        uint64 pledgee,
        Realisation calldata given,
        Act calldata act
    ) private view {
        if (given.method == RealisationMethod.None) revert Missing("method");
        if (given.buyer != 0) _requireParty("buyer", given.buyer);
        if (!given.currency.isCurrency()) revert IPledgeRegistry.InvalidObligation("currency");
        if (given.salt == 0) revert Missing("salt");
        if (act.document.length == 0) revert Missing("act.document");
        _requireLength("valuationDocument", given.valuationDocument.length, Bounds.DOCUMENT);
        uint256 distributed = uint256(given.costs) + given.interest + given.principal + given.nextRanks + given.surplus;
        if (distributed != given.proceeds) revert ProceedsDoNotAddUp(pledge, given.proceeds, distributed);
        if (given.deficiency != 0 && (given.nextRanks != 0 || given.surplus != 0)) {
            revert PaidPastDeficiency(pledge, given.deficiency, given.nextRanks, given.surplus);
        }
        bool taken = given.buyer == pledgee;
        if (taken && given.valuationDocument.length == 0) revert Missing("valuationDocument");
        uint32 noticeOn = defaultNoticeOn[pledge];
        if (given.proceeds == 0 || (taken && act.executedOn < noticeOn)) {
            revert Forfeiture(pledge, act.executedOn, noticeOn);
        }
    }
}
