// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture, CommitmentState} from "../../BuybackFixture.sol";
import {
    ChangeKind,
    ILedgerLog,
    Obligation,
    PartyKind,
    PledgeState,
    Ranking,
    Right,
    RightKind,
    Validity
} from "../../LedgerFixture.sol";
import {IBuybackBook} from "../../../interfaces/IBuybackBook.sol";
import {Vm} from "../../support/Vm.sol";

/// @notice A market of eighteen parties, beside governance and guardian, and twelve rights of two offices. It keeps plain books of
/// what was done, chooses who acts on what, and replays the events of each act.
abstract contract Market is BuybackFixture {
    /// @dev A party and the keys that sign for it.
    struct Actor {
        uint64 party;
        PartyKind kind;
        bool suspended;
        /// Full and live.
        address[] keys;
        /// A key that it lent to some verbs; 0 when it has lent none.
        address lent;
    }

    /// @dev A right as attested.
    struct Holding {
        Right right;
        bool exclusive;
        uint64 office;
        Validity validity;
        uint64[] owners;
        uint64[] preservations;
        /// Live pledges in rank order.
        uint64[] ranks;
        /// Filed ones in order of filing.
        uint64[] waiting;
    }

    /// @dev A pledge as its own acts left it.
    struct Entry {
        PledgeState state;
        uint64 pledgee;
        uint64 office;
        bool paper;
        bool migrated;
        bool correcting;
        bool determined;
        bool accepted;
        ChangeKind change;
        /// Assignee or favoured pledge of the change that waits.
        uint64 who;
        uint64[] pledgors;
        bytes32[] rights;
        /// Rights that the change is about.
        bytes32[] named;
        Obligation terms;
        Obligation asked;
    }

    /// @dev A fund of the market.
    struct Purse {
        uint64 id;
        uint256 owner;
        uint256 manager;
        uint256 capital;
        uint256 limit;
    }

    /// @dev A commitment as its own acts left it.
    struct Deal {
        uint64 id;
        uint64 claim;
        uint256 purse;
        bool sale;
        bool disputed;
        bool marked;
        CommitmentState state;
        uint256 price;
        uint256 paid;
        uint256 received;
        uint256 closesAt;
        uint256 dueAt;
    }

    uint256 internal constant LEND = 6;
    uint256 internal constant HOLD = 8;
    uint256 internal constant GUARANTEE = 5;
    uint256 internal constant MANAGER = 8;
    uint256 internal constant OFFICE = 9;
    uint256 internal constant US_OFFICE = 10;
    uint256 internal constant APPRAISER = 11;
    uint256 internal constant SEARCHER = 12;

    /// @dev First six that lend, two funds that take claims over too, then the others.
    Actor[] internal _actors;
    mapping(uint64 party => uint256) internal _placeOf;
    mapping(address key => uint256) internal _secrets;
    mapping(address key => mapping(bytes4 selector => bool)) internal _lentTo;
    address[] internal _retired;
    mapping(bytes4 selector => bool) internal _stopped;

    bytes32[] internal _known;
    mapping(bytes32 right => Holding) internal _holdings;
    uint64[] internal _filings;
    mapping(uint64 id => Entry) internal _entries;
    mapping(uint64 id => mapping(bytes32 right => bool)) internal _sold;
    Purse[] internal _purses;
    Deal[] internal _deals;
    uint256 internal _cap = 7_500;

    /// @notice How often each verb was taken, and each refusal met.
    mapping(string verb => uint256) public done;

    uint256 private _dice;
    uint256 private _fresh = 0xF4E5;

    // What the events said

    bytes32 internal _heads;
    uint64 internal _numbers;
    uint256 internal _gaps;
    uint256 internal _foreignHeads;
    mapping(uint64 commitment => uint256) internal _exercises;
    uint64[] internal _called;

    // What was seen of the pledges' states

    mapping(uint64 id => PledgeState) internal _seen;
    uint64 internal _strayed;
    PledgeState internal _strayedFrom;

    function setUp() public virtual override {
        super.setUp();
        _enlist();
        _attestRights();
        _books();
        _assertHistory();
        (_heads, _numbers) = (log.head(), log.sequence());
    }

    // Choices

    /// @dev A number below `count`, out of the seed of this act.
    function _roll(uint256 count) internal returns (uint256) {
        _dice = uint256(keccak256(abi.encode(_dice)));
        return _dice % count;
    }

    function _seed(uint256 seed) internal {
        _dice = seed;
    }

    /// @dev An address that was no key before, with its secret.
    function _freshKey() internal returns (address key) {
        uint256 secret = ++_fresh;
        key = vm.addr(secret);
        _secrets[key] = secret;
    }

    /// @dev A key that the party may call the verb with: mostly a full one, else the one that it lent for it.
    function _keyFor(uint64 party, bytes4 selector) internal returns (address) {
        Actor storage actor = _actors[_placeOf[party]];
        if (actor.lent != address(0) && _lentTo[actor.lent][selector] && _roll(2) == 0) {
            done["by a lent key"] += 1;
            return actor.lent;
        }
        return actor.keys[_roll(actor.keys.length)];
    }

    function _acts(uint64 party) internal view returns (bool) {
        return !_actors[_placeOf[party]].suspended;
    }

    function _allAct(uint64[] memory some) internal view returns (bool) {
        for (uint256 index = 0; index < some.length; ++index) if (!_acts(some[index])) return false;
        return true;
    }

    /// @dev A pledge in one of the states whose pledgee or office may act; 0 when there is none.
    function _pick(uint256 states, bool byOffice) internal returns (uint64) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            uint64 id = _filings[(from + tries) % count];
            Entry storage entry = _entries[id];
            if ((states >> uint256(entry.state)) & 1 == 1 && _acts(byOffice ? entry.office : entry.pledgee)) return id;
        }
        return 0;
    }

    /// @dev A live pledge on which this change waits, or with ChangeKind.None no change; 0 when there is none.
    function _pickChange(ChangeKind change, bool byOffice) internal returns (uint64) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            uint64 id = _filings[(from + tries) % count];
            Entry storage entry = _entries[id];
            bool suits = _live(entry.state) && entry.change == change;
            if (suits && _acts(byOffice ? entry.office : entry.pledgee)) return id;
        }
        return 0;
    }

    /// @dev A commitment in the state; the number of them when there is none.
    function _pickDeal(CommitmentState state) internal returns (uint256) {
        uint256 count = _deals.length;
        if (count == 0) return 0;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            if (_deals[(from + tries) % count].state == state) return (from + tries) % count;
        }
        return count;
    }

    function _bit(PledgeState state) internal pure returns (uint256) {
        return 1 << uint256(state);
    }

    function _live(PledgeState state) internal pure returns (bool) {
        return state >= PledgeState.Registered && state <= PledgeState.Enforcing;
    }

    /// @dev Registered and not freed by the office.
    function _encumbers(PledgeState state) internal pure returns (bool) {
        return state >= PledgeState.Registered && state <= PledgeState.Discharged;
    }

    // Verdicts that are left to the ledger, and refusals

    /// @dev Calls; the ledger may refuse with one of these errors and with no other.
    function _attempt(
        address key,
        address book,
        bytes memory data,
        bytes4[3] memory errors
    ) internal returns (bool taken) {
        vm.prank(key);
        bytes memory answer;
        (taken, answer) = book.call(data);
        if (taken) return true;
        bytes4 error = bytes4(answer);
        bool named = error == errors[0] || error == errors[1] || error == errors[2];
        check(named && error != 0, string.concat("refused for another reason: ", vm.toString(uint32(error))));
    }

    /// @dev Calls what the ledger must refuse with exactly this error.
    function _err(string memory name, address key, address book, bytes memory data, bytes memory reason) internal {
        vm.prank(key);
        (bool taken, bytes memory answer) = book.call(data);
        check(!taken, string.concat("taken: ", name));
        same(keccak256(answer), keccak256(reason), string.concat("another error than ", name));
        done[name] += 1;
    }

    // Events

    /// @dev Reads the events of an act: their numbers, the heads that the log announced, the exercises.
    function _replay() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32 announced = 0;
        for (uint256 index = 0; index < logs.length; ++index) {
            Vm.Log memory entry = logs[index];
            if (entry.topics[0] == ILedgerLog.Appended.selector) {
                announced = abi.decode(entry.data, (bytes32));
                continue;
            }
            if (entry.topics.length != 4 || !(entry.emitter == address(log) || log.isBook(entry.emitter))) continue;
            if (uint256(entry.topics[1]) != ++_numbers) ++_gaps;
            _heads = _next(entry);
            if (announced != _heads) ++_foreignHeads;
            if (entry.topics[0] == IBuybackBook.CommitmentExercised.selector) {
                uint64 commitment = uint64(uint256(entry.topics[2]));
                if (++_exercises[commitment] == 1) _called.push(commitment);
            }
        }
        _watch();
    }

    function _next(Vm.Log memory entry) private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    _heads,
                    _numbers,
                    entry.emitter,
                    entry.topics[0],
                    entry.topics[2],
                    entry.topics[3],
                    keccak256(entry.data)
                )
            );
    }

    /// @dev Looks at every pledge's state, and remembers one that went where no act leads.
    function _watch() private {
        for (uint256 index = 0; index < _filings.length; ++index) {
            uint64 id = _filings[index];
            PledgeState state = pledges.pledgeOf(id).state;
            PledgeState before = _seen[id];
            if (state == before) continue;
            _seen[id] = state;
            if (_leads(before, state) || _strayed != 0) continue;
            (_strayed, _strayedFrom) = (id, before);
        }
    }

    /// @dev The life cycle (domain.md): which state leads to which.
    function _leads(PledgeState from, PledgeState to) private pure returns (bool) {
        uint256 ends = _bit(PledgeState.Revoked) | _bit(PledgeState.Cancelled);
        uint256 next = 0;
        if (from == PledgeState.None) next = _bit(PledgeState.Filed) | _bit(PledgeState.Registered);
        if (from == PledgeState.Filed) {
            next = _bit(PledgeState.Registered) | _bit(PledgeState.Refused) | _bit(PledgeState.Withdrawn);
        }
        if (_live(from)) next = ends | _bit(PledgeState.Discharged);
        if (from == PledgeState.Registered) next |= _bit(PledgeState.Defaulted);
        if (from == PledgeState.Defaulted) next |= _bit(PledgeState.Registered) | _bit(PledgeState.Enforcing);
        if (from == PledgeState.Enforcing) next |= _bit(PledgeState.Realised);
        if (from == PledgeState.Realised) next = _bit(PledgeState.Discharged) | _bit(PledgeState.Revoked);
        if (from == PledgeState.Discharged) next = ends;
        return (next >> uint256(to)) & 1 == 1;
    }

    // The books

    function _open(uint64 id, PledgeState state, uint64 pledgee, bytes32[] memory rights) internal {
        _filings.push(id);
        Entry storage entry = _entries[id];
        entry.state = state;
        entry.pledgee = pledgee;
        entry.office = _holdings[rights[0]].office;
        entry.rights = rights;
        for (uint256 index = 0; index < rights.length; ++index) {
            Holding storage holding = _holdings[rights[index]];
            if (state == PledgeState.Filed) holding.waiting.push(id);
            else holding.ranks.push(id);
        }
    }

    /// @dev Takes the pledge off these rights in the books.
    function _forget(uint64 id, bytes32[] memory rights) internal {
        for (uint256 index = 0; index < rights.length; ++index) {
            _take(_holdings[rights[index]].waiting, id);
            _take(_holdings[rights[index]].ranks, id);
        }
    }

    function _endEntry(uint64 id, PledgeState state) internal {
        Entry storage entry = _entries[id];
        _forget(id, entry.rights);
        entry.state = state;
        _noChange(entry);
    }

    function _noChange(Entry storage entry) internal {
        entry.change = ChangeKind.None;
        entry.accepted = false;
        entry.who = 0;
        delete entry.named;
    }

    function _take(uint64[] storage list, uint64 id) internal {
        bool found = false;
        for (uint256 index = 0; index < list.length; ++index) {
            if (found) list[index - 1] = list[index];
            if (list[index] == id) found = true;
        }
        if (found) list.pop();
    }

    function _contains(uint64[] memory list, uint64 id) internal pure returns (bool) {
        for (uint256 index = 0; index < list.length; ++index) if (list[index] == id) return true;
        return false;
    }

    function _contains(bytes32[] memory list, bytes32 key) internal pure returns (bool) {
        for (uint256 index = 0; index < list.length; ++index) if (list[index] == key) return true;
        return false;
    }

    /// @dev Cuts a list in memory to its first entries.
    function _cut(bytes32[] memory list, uint256 count) internal pure returns (bytes32[] memory) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(list, count)
        }
        return list;
    }

    // The market as it opens

    function _enlist() private {
        _actor(bank, PartyKind.Bank, BANK_KEY, 0);
        _actor(otherBank, PartyKind.Bank, OTHER_BANK_KEY, 0);
        _join(PartyKind.Bank, unicode"演示三行");
        _join(PartyKind.OtherLender, unicode"演示小贷");
        _join(PartyKind.SyndicateAgent, unicode"演示银团代理行");
        _actor(guarantee, PartyKind.GuaranteeCompany, GUARANTEE_KEY, 0);
        _actor(fund, PartyKind.DisposalFund, FUND_KEY, 0);
        _join(PartyKind.DisposalFund, unicode"演示二期基金");
        _actor(manager_, PartyKind.FundManager, MANAGER_KEY, 0);
        _actor(office, PartyKind.RegistryOffice, OFFICE_KEY, 0);
        _actor(usOffice, PartyKind.RegistryOffice, US_OFFICE_KEY, 0);
        _join(PartyKind.Appraiser, unicode"演示评估公司");
        _actor(searcher, PartyKind.Searcher, SEARCHER_KEY, 0);
        _actor(owner, PartyKind.Enterprise, vm.addr(OWNER_SECRET), OWNER_SECRET);
        _actor(coOwner, PartyKind.University, vm.addr(CO_OWNER_SECRET), CO_OWNER_SECRET);
        _join(PartyKind.Enterprise, unicode"演示软件有限公司");
        _join(PartyKind.FundManager, unicode"演示第二管理人");
        _join(PartyKind.University, unicode"演示学院");
    }

    function _join(PartyKind kind, string memory name) private {
        address key = _freshKey();
        _actor(_admit(kind, name, key), kind, key, _secrets[key]);
    }

    function _actor(uint64 party, PartyKind kind, address key, uint256 secret) private {
        _placeOf[party] = _actors.length;
        Actor storage actor = _actors.push();
        (actor.party, actor.kind) = (party, kind);
        actor.keys.push(key);
        _secrets[key] = secret;
    }

    function _attestRights() private {
        uint64 third = _actors[15].party;
        uint64[] memory both = _ids(owner, coOwner);
        for (uint256 number = 1; number <= 3; ++number) _hold(CN, RightKind.Patent, number, _ids(owner));
        _hold(CN, RightKind.Patent, 101, _ids(owner));
        _hold(CN, RightKind.Patent, 102, both);
        _hold(CN, RightKind.Patent, 103, _ids(third));
        _hold(CN, RightKind.Trademark, 104, _ids(owner));
        _hold(CN, RightKind.Trademark, 105, both);
        _hold(CN, RightKind.Trademark, 106, _ids(owner));
        _hold(US, RightKind.Patent, 107, _ids(owner));
        _hold(US, RightKind.Patent, 108, _ids(coOwner));
        _hold(US, RightKind.Patent, 109, _ids(owner));
    }

    function _hold(bytes2 jurisdiction, RightKind kind, uint256 number, uint64[] memory owners) private {
        Right memory right = Right(jurisdiction, kind, vm.toString(number));
        bytes32 key = _attest(right, owners);
        Holding storage holding = _holdings[key];
        holding.right = right;
        holding.validity = Validity.InForce;
        holding.owners = owners;
        (Ranking ranking, uint64 itsOffice, , ) = assets.kindOf(jurisdiction, kind);
        holding.exclusive = ranking == Ranking.Exclusive;
        holding.office = itsOffice;
        _known.push(key);
    }

    /// @dev The pledge of the fixture, and a fund each of two owners.
    function _books() private {
        _open(pledge, PledgeState.Registered, bank, pledged);
        _entries[pledge].pledgors = _ids(owner);
        _entries[pledge].terms = _obligation();
        _seen[pledge] = PledgeState.Registered;
    }
}
