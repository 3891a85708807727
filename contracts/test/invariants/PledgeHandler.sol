// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    Consent,
    EnforcementRoute,
    LedgerFixture,
    PledgeState,
    PledgeView,
    RefusalGround,
    RightKind,
    Registration
} from "../LedgerFixture.sol";

/// @notice A market that acts at random, but only as the rules allow, and keeps its own plain books of what it did.
contract PledgeHandler is LedgerFixture {
    /// @notice Exclusive rights come first, ranked ones after them.
    bytes32[] public rights;
    uint256 public constant EXCLUSIVE = 3;

    uint64[] public filings;
    mapping(uint64 pledge => PledgeState) public states;
    mapping(uint64 pledge => bytes32[]) private _covers;
    mapping(uint64 pledge => mapping(bytes32 right => bool)) private _sold;
    mapping(bytes32 right => uint64[]) private _ranks;
    mapping(bytes32 right => uint64[]) private _waiting;

    function setUp() public override {
        super.setUp();
        bytes32[] memory exclusive = _patents(1, EXCLUSIVE);
        bytes32[] memory ranked = _rights(CN, RightKind.Trademark, 1, 2);
        for (uint256 index = 0; index < exclusive.length; ++index) rights.push(exclusive[index]);
        for (uint256 index = 0; index < ranked.length; ++index) rights.push(ranked[index]);
        _assertHistory();
    }

    // Acts

    function file(uint256 choice, bool onPaper) external {
        bytes32[] memory chosen = _choose(choice);
        for (uint256 index = 0; index < chosen.length; ++index) {
            (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(chosen[index]);
            uint256 most = _isExclusive(chosen[index]) ? 1 : 16;
            if (registered.length + filed.length >= most) return;
        }
        uint64 pledge = onPaper ? _fileOnPaper(chosen) : _file(chosen);
        _open(pledge, chosen);
        _move(pledge, PledgeState.Filed);
        for (uint256 index = 0; index < chosen.length; ++index) _waiting[chosen[index]].push(pledge);
        _assertHistory();
    }

    function register(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Filed);
        if (pledge == 0) return;
        bytes32[] memory covered = _covers[pledge];
        for (uint256 index = 0; index < covered.length; ++index) {
            if (_isExclusive(covered[index]) && _ranks[covered[index]].length != 0) return;
        }
        string memory number = string.concat("R", vm.toString(pledge));
        vm.prank(OFFICE_KEY);
        pledges.register(pledge, covered, _ids(owner), Registration(number, 20250107, hex"01"), _officeAct());
        _move(pledge, PledgeState.Registered);
        for (uint256 index = 0; index < covered.length; ++index) {
            _take(_waiting[covered[index]], pledge);
            _ranks[covered[index]].push(pledge);
        }
        _assertHistory();
    }

    function migrate(uint256 choice) external {
        bytes32[] memory chosen = _choose(choice);
        for (uint256 index = 0; index < chosen.length; ++index) {
            if (_isExclusive(chosen[index]) && _ranks[chosen[index]].length != 0) return;
            if (_ranks[chosen[index]].length + _waiting[chosen[index]].length >= 16) return;
        }
        uint64 pledge = _migrate(chosen);
        _open(pledge, chosen);
        _move(pledge, PledgeState.Registered);
        for (uint256 index = 0; index < chosen.length; ++index) _ranks[chosen[index]].push(pledge);
        _assertHistory();
    }

    function refuse(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Filed);
        if (pledge == 0) return;
        vm.prank(OFFICE_KEY);
        pledges.refuse(pledge, _covers[pledge], RefusalGround.Other, _officeAct());
        _move(pledge, PledgeState.Refused);
        _forget(_covers[pledge], pledge);
        _assertHistory();
    }

    function withdraw(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Filed);
        if (pledge == 0) return;
        vm.prank(BANK_KEY);
        pledges.withdraw(pledge, _covers[pledge], _act());
        _move(pledge, PledgeState.Withdrawn);
        _forget(_covers[pledge], pledge);
        _assertHistory();
    }

    function releasePart(uint256 choice, uint256 which) external {
        uint64 pledge = _pickLive(choice);
        if (pledge == 0 || _covers[pledge].length < 2) return;
        bytes32[] memory covered = _covers[pledge];
        bytes32[] memory freed = _keys(covered[which % covered.length]);
        vm.prank(BANK_KEY);
        changes.askPartialRelease(pledge, covered, freed, _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.recordPartialRelease(pledge, covered, freed, _officeAct());
        _forget(freed, pledge);
        delete _covers[pledge];
        for (uint256 index = 0; index < covered.length; ++index) {
            if (covered[index] != freed[0]) _covers[pledge].push(covered[index]);
        }
        _assertHistory();
    }

    function discharge(uint256 choice, uint8 from) external {
        uint64 pledge = _pick(choice, PledgeState(uint256(PledgeState.Registered) + (from % 4)));
        if (pledge == 0) return;
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        _move(pledge, PledgeState.Discharged);
        _assertHistory();
    }

    function cancel(uint256 choice, bool discharged) external {
        uint64 pledge = _pick(choice, discharged ? PledgeState.Discharged : PledgeState.Registered);
        if (pledge == 0) return;
        vm.prank(OFFICE_KEY);
        pledges.cancel(pledge, _covers[pledge], CancellationGround.ContractVoid, _officeAct());
        _move(pledge, PledgeState.Cancelled);
        _forget(_covers[pledge], pledge);
        _assertHistory();
    }

    function revoke(uint256 choice, uint8 from) external {
        uint64 pledge = _pick(choice, PledgeState(uint256(PledgeState.Registered) + (from % 5)));
        if (pledge == 0) return;
        vm.prank(OFFICE_KEY);
        pledges.revoke(pledge, _covers[pledge], RefusalGround.PledgorNotOwner, _officeAct());
        _move(pledge, PledgeState.Revoked);
        _forget(_covers[pledge], pledge);
        _assertHistory();
    }

    function addRight(uint256 choice, uint256 which) external {
        uint64 pledge = _pickLive(choice);
        if (pledge == 0) return;
        bytes32 right = rights[which % rights.length];
        bytes32[] memory covered = _covers[pledge];
        for (uint256 index = 0; index < covered.length; ++index) if (covered[index] == right) return;
        uint256 borne = _ranks[right].length + _waiting[right].length;
        if (borne >= (_isExclusive(right) ? 1 : 16)) return;
        bytes32[] memory whole = new bytes32[](covered.length + 1);
        for (uint256 index = 0; index < covered.length; ++index) whole[index] = covered[index];
        whole[covered.length] = right;
        whole = _sorted(whole);
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, pledge, bank, _obligation(), whole);
        vm.prank(BANK_KEY);
        changes.askAmendment(pledge, covered, _amendment(_obligation(), _keys(right)), signed, _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(pledge, covered, _amendment(_obligation(), _keys(right)), "", _officeAct());
        _covers[pledge] = whole;
        _ranks[right].push(pledge);
        _assertHistory();
    }

    function subordinate(uint256 choice, uint256 which) external {
        bytes32 right = rights[EXCLUSIVE + (which % (rights.length - EXCLUSIVE))];
        uint64[] storage ranks = _ranks[right];
        if (ranks.length < 2) return;
        uint256 place = choice % (ranks.length - 1);
        (uint64 ahead, uint64 behind) = (ranks[place], ranks[place + 1]);
        if (!_isLive(states[ahead])) return;
        vm.prank(BANK_KEY);
        changes.askSubordination(ahead, _keys(right), behind, _act());
        vm.prank(OFFICE_KEY);
        changes.recordSubordination(ahead, _keys(right), behind, _officeAct());
        (ranks[place], ranks[place + 1]) = (behind, ahead);
        _assertHistory();
    }

    function declareDefault(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Registered);
        if (pledge == 0) return;
        _default(pledge);
        _move(pledge, PledgeState.Defaulted);
        _assertHistory();
    }

    function cure(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Defaulted);
        if (pledge == 0) return;
        vm.prank(BANK_KEY);
        enforcement.cure(pledge, _act());
        _move(pledge, PledgeState.Registered);
        _assertHistory();
    }

    function enforce(uint256 choice) external {
        uint64 pledge = _pick(choice, PledgeState.Defaulted);
        if (pledge == 0) return;
        vm.prank(BANK_KEY);
        enforcement.enforce(pledge, EnforcementRoute.Agreement, "", _act());
        _move(pledge, PledgeState.Enforcing);
        _assertHistory();
    }

    function realise(uint256 choice, uint256 marks) external {
        uint64 pledge = _pick(choice, PledgeState.Enforcing);
        if (pledge == 0) return;
        bytes32[] memory covered = _covers[pledge];
        bytes32[] memory sold = new bytes32[](covered.length);
        uint256 count = 0;
        uint256 left = 0;
        for (uint256 index = 0; index < covered.length; ++index) {
            if (_sold[pledge][covered[index]]) continue;
            if ((marks >> index) & 1 == 1) sold[count++] = covered[index];
            else ++left;
        }
        if (count == 0) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(sold, count)
        }
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, covered, sold, _realisation(), _act());
        for (uint256 index = 0; index < count; ++index) _sold[pledge][sold[index]] = true;
        if (left == 0) _move(pledge, PledgeState.Realised);
        _assertHistory();
    }

    // Comparisons

    /// @notice Each pledge is in the state that its own acts, and nothing else, led to.
    function checkTransitions() external view {
        for (uint256 index = 0; index < filings.length; ++index) {
            uint64 pledge = filings[index];
            same(uint256(pledges.pledgeOf(pledge).state), uint256(states[pledge]), "only legal transitions");
        }
    }

    /// @notice Each right bears exactly the live pledges that cover it, in order of registration, then of filing.
    function checkEncumbrances() external view {
        for (uint256 index = 0; index < rights.length; ++index) {
            (uint64[] memory registered, uint64[] memory filed, uint256 locks) = assets.encumbrances(rights[index]);
            same(keccak256(abi.encode(registered)), keccak256(abi.encode(_ranks[rights[index]])), "registered");
            same(keccak256(abi.encode(filed)), keccak256(abi.encode(_waiting[rights[index]])), "filed");
            same(locks, 0, "locks");
        }
    }

    /// @notice A pledge is on its rights if and only if it is filed or live.
    function checkStates() external view {
        for (uint256 index = 0; index < filings.length; ++index) {
            uint64 pledge = filings[index];
            PledgeView memory entry = pledges.pledgeOf(pledge);
            bytes32[] memory covered = _covers[pledge];
            same(entry.rightsDigest, keccak256(abi.encodePacked(covered)), "digest of rights");
            same(entry.rightCount, covered.length, "number of rights");
            bool live = entry.state >= PledgeState.Registered && entry.state <= PledgeState.Discharged;
            for (uint256 right = 0; right < covered.length; ++right) {
                (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(covered[right]);
                check(_has(registered, pledge) == live, "registered if and only if live");
                check(_has(filed, pledge) == (entry.state == PledgeState.Filed), "reserved if and only if filed");
            }
        }
    }

    /// @notice An exclusive right bears at most one registered pledge, and at most one filing waits on it.
    function checkExclusive() external view {
        for (uint256 index = 0; index < EXCLUSIVE; ++index) {
            (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(rights[index]);
            check(registered.length <= 1, "exclusive");
            check(filed.length <= 1, "one filing");
        }
    }

    function _move(uint64 pledge, PledgeState state) private {
        states[pledge] = state;
    }

    function _isLive(PledgeState state) private pure returns (bool) {
        return state >= PledgeState.Registered && state <= PledgeState.Enforcing;
    }

    /// @dev Some pledge that is registered, defaulted or being enforced; 0 when there is none.
    function _pickLive(uint256 choice) private view returns (uint64) {
        return _pick(choice, PledgeState(uint256(PledgeState.Registered) + ((choice >> 128) % 3)));
    }

    function _open(uint64 pledge, bytes32[] memory covered) private {
        filings.push(pledge);
        for (uint256 index = 0; index < covered.length; ++index) _covers[pledge].push(covered[index]);
    }

    function _forget(bytes32[] memory covered, uint64 pledge) private {
        for (uint256 index = 0; index < covered.length; ++index) {
            _take(_waiting[covered[index]], pledge);
            _take(_ranks[covered[index]], pledge);
        }
    }

    function _take(uint64[] storage list, uint64 pledge) private {
        bool found = false;
        for (uint256 index = 0; index < list.length; ++index) {
            if (found) list[index - 1] = list[index];
            if (list[index] == pledge) found = true;
        }
        if (found) list.pop();
    }

    function _isExclusive(bytes32 right) private view returns (bool) {
        for (uint256 index = 0; index < EXCLUSIVE; ++index) if (rights[index] == right) return true;
        return false;
    }

    /// @dev Some of the rights, at least one.
    function _choose(uint256 choice) private view returns (bytes32[] memory chosen) {
        uint256 marks = within(choice, 1, (1 << rights.length) - 1);
        uint256 count = 0;
        for (uint256 index = 0; index < rights.length; ++index) count += (marks >> index) & 1;
        chosen = new bytes32[](count);
        for (uint256 index = 0; index < rights.length; ++index) {
            if ((marks >> index) & 1 == 1) chosen[--count] = rights[index];
        }
        return _sorted(chosen);
    }

    /// @dev Some pledge in the state; 0 when there is none.
    function _pick(uint256 choice, PledgeState state) private view returns (uint64) {
        for (uint256 tries = 0; tries < filings.length; ++tries) {
            uint64 pledge = filings[((choice % filings.length) + tries) % filings.length];
            if (pledges.pledgeOf(pledge).state == state) return pledge;
        }
        return 0;
    }

    function _has(uint64[] memory list, uint64 pledge) private pure returns (bool) {
        for (uint256 index = 0; index < list.length; ++index) if (list[index] == pledge) return true;
        return false;
    }
}
