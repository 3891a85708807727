// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {AssetRegistry} from "../AssetRegistry.sol";
import {ChangeBook} from "../ChangeBook.sol";
import {EnforcementBook} from "../EnforcementBook.sol";
import {LedgerLog} from "../LedgerLog.sol";
import {PartyRegistry} from "../PartyRegistry.sol";
import {PledgeRegistry} from "../PledgeRegistry.sol";
import {PledgorConsents} from "../PledgorConsents.sol";
import {SearchRegister} from "../SearchRegister.sol";
import {
    AssetClass,
    Circumstance,
    CircumstanceKind,
    ClassLabel,
    Facts,
    IAssetRegistry,
    Lock,
    Preservation,
    Ranking,
    Right,
    RightKind,
    Validity
} from "../interfaces/IAssetRegistry.sol";
import {Act, IBook, Provenance} from "../interfaces/IBook.sol";
import {
    Amendment,
    ConsentForm,
    Determination,
    DeterminationGround,
    IChangeBook,
    LicenceScope,
    PriceUse,
    TransferConsent,
    TransferKind
} from "../interfaces/IChangeBook.sol";
import {
    DefaultGround,
    EnforcementRoute,
    IEnforcementBook,
    Realisation,
    RealisationMethod
} from "../interfaces/IEnforcementBook.sol";
import {ILedgerLog} from "../interfaces/ILedgerLog.sol";
import {IPartyRegistry, PartyEntry, PartyKind, Verb} from "../interfaces/IPartyRegistry.sol";
import {
    CancellationGround,
    ChangeKind,
    Consent,
    Filing,
    IPledgeRegistry,
    Obligation,
    ObligationKind,
    OtherConsent,
    PledgeState,
    PledgeView,
    RefusalGround,
    Registration
} from "../interfaces/IPledgeRegistry.sol";
import {IPledgorConsents} from "../interfaces/IPledgorConsents.sol";
import {ISearchRegister} from "../interfaces/ISearchRegister.sol";
import {Test} from "./support/Test.sol";
import {Vm} from "./support/Vm.sol";

/// @notice A whole ledger: all contracts, the parties of a small market, and three kinds of right.
abstract contract LedgerFixture is Test {
    bytes2 internal constant CN = "CN";
    bytes2 internal constant US = "US";

    uint256 internal constant LENDERS =
        (1 << uint256(PartyKind.Bank)) |
            (1 << uint256(PartyKind.GuaranteeCompany)) |
            (1 << uint256(PartyKind.OtherLender)) |
            (1 << uint256(PartyKind.SyndicateAgent));
    uint256 internal constant OFFICES = 1 << uint256(PartyKind.RegistryOffice);
    uint256 internal constant FUNDS = 1 << uint256(PartyKind.DisposalFund);
    uint256 internal constant GOVERNANCE = 1;

    uint256 internal constant OWNER_SECRET = 0xA11CE;
    uint256 internal constant CO_OWNER_SECRET = 0xB0B;

    address internal constant GOVERNOR = address(0x6000);
    address internal constant OFFICE_KEY = address(0x0F01);
    address internal constant US_OFFICE_KEY = address(0x0F02);
    address internal constant BANK_KEY = address(0xBA01);
    address internal constant OTHER_BANK_KEY = address(0xBA02);
    address internal constant FUND_KEY = address(0xF001);
    address internal constant SEARCHER_KEY = address(0x5EA1);
    address internal constant GUARDIAN = address(0x6A4D);
    address internal constant STRANGER = address(0xDEAD);

    AccessManager internal manager;
    LedgerLog internal log;
    PartyRegistry internal parties;
    AssetRegistry internal assets;
    PledgorConsents internal consents;
    PledgeRegistry internal pledges;
    ChangeBook internal changes;
    EnforcementBook internal enforcement;
    SearchRegister internal searches;

    uint64 internal office;
    uint64 internal usOffice;
    uint64 internal bank;
    uint64 internal otherBank;
    uint64 internal fund;
    uint64 internal searcher;
    uint64 internal owner;
    uint64 internal coOwner;
    uint64 internal debtor;

    bytes32 private _replayedHead;
    uint64 private _replayed;
    uint256 private _nonce;

    function setUp() public virtual {
        vm.warp(1_735_689_600);
        vm.recordLogs();
        manager = new AccessManager(GOVERNOR);
        log = LedgerLog(_deploy("LedgerLog", abi.encode(address(manager))));
        _replayedHead = keccak256(abi.encode(block.chainid, address(log)));
        _startAfter(_before());
        parties = PartyRegistry(_deploy("PartyRegistry", abi.encode(address(log), address(manager))));
        assets = AssetRegistry(_deploy("AssetRegistry", abi.encode(address(log), address(parties))));
        consents = PledgorConsents(_deploy("PledgorConsents", abi.encode(address(parties))));
        pledges = PledgeRegistry(
            _deploy("PledgeRegistry", abi.encode(address(log), address(parties), address(assets), address(consents)))
        );
        changes = ChangeBook(
            _deploy(
                "ChangeBook",
                abi.encode(address(log), address(parties), address(assets), address(consents), address(pledges))
            )
        );
        enforcement = EnforcementBook(
            _deploy("EnforcementBook", abi.encode(address(log), address(parties), address(pledges)))
        );
        _addBook(address(parties));
        _addBook(address(assets));
        _addBook(address(pledges));
        _addBook(address(changes));
        _addBook(address(enforcement));
        searches = SearchRegister(
            _deploy("SearchRegister", abi.encode(address(log), address(parties), address(assets)))
        );
        _addBook(address(searches));
        _grantAll();
        _appointGuardian();
        office = _admit(PartyKind.RegistryOffice, unicode"演示专利局", OFFICE_KEY);
        usOffice = _admit(PartyKind.RegistryOffice, "Demo Patent Office", US_OFFICE_KEY);
        bank = _admit(PartyKind.Bank, unicode"演示银行", BANK_KEY);
        otherBank = _admit(PartyKind.Bank, unicode"演示二行", OTHER_BANK_KEY);
        fund = _admit(PartyKind.DisposalFund, unicode"演示周转基金", FUND_KEY);
        searcher = _admit(PartyKind.Searcher, "search", SEARCHER_KEY);
        owner = _admit(PartyKind.Enterprise, unicode"演示科技有限公司", vm.addr(OWNER_SECRET));
        coOwner = _admit(PartyKind.University, unicode"演示大学", vm.addr(CO_OWNER_SECRET));
        debtor = _admit(PartyKind.Enterprise, unicode"演示债务人有限公司", address(0));
        _configure(CN, RightKind.Patent, Ranking.Exclusive, office);
        _configure(CN, RightKind.Trademark, Ranking.Ranked, office);
        _configure(US, RightKind.Patent, Ranking.Ranked, usOffice);
    }

    /// @dev The number of the last event before the first of a test: more than 32 bits hold, so that no id fits them.
    function _before() internal pure virtual returns (uint64) {
        return 1 << 40;
    }

    /// @dev Lets the log go on from that number.
    function _startAfter(uint64 number) private {
        vm.store(address(log), bytes32(uint256(2)), bytes32(uint256(number)));
        same(log.sequence(), number, "the storage layout has changed");
        _replayed = number;
    }

    // What every act says of itself

    function _act() internal pure returns (Act memory) {
        return Act(Provenance.Native, 20250102, 0, "", hex"0155122001");
    }

    function _officeAct() internal pure returns (Act memory) {
        return Act(Provenance.Native, 20250102, 20250106, unicode"演示2025第1号", hex"0155122002");
    }

    function _migratedAct() internal pure returns (Act memory) {
        return Act(Provenance.Migrated, 20190304, 20190311, "2019990000012", hex"0155122003");
    }

    // Governance

    function _addBook(address book) internal {
        vm.prank(GOVERNOR);
        log.addBook(book);
    }

    function _grant(address target, bytes4 selector, uint256 kinds) internal {
        vm.prank(GOVERNOR);
        parties.grantVerb(target, selector, kinds, _act());
    }

    function _admit(PartyKind kind, string memory name, address key) internal returns (uint64 party) {
        address[] memory keys = new address[](key == address(0) ? 0 : 1);
        if (key != address(0)) keys[0] = key;
        vm.prank(GOVERNOR);
        return parties.admit(PartyEntry(kind, name, 0, ""), keys, _act());
    }

    function _suspend(uint64 party) internal {
        vm.prank(GOVERNOR);
        parties.suspend(party, _act());
    }

    function _revokeKey(uint64 party, address key) internal {
        vm.prank(GOVERNOR);
        parties.revokeKey(party, key, _act());
    }

    function _configure(bytes2 jurisdiction, RightKind kind, Ranking ranking, uint64 registryOffice) internal {
        vm.prank(GOVERNOR);
        assets.configureKind(jurisdiction, kind, ranking, registryOffice, _act());
    }

    // Rights

    function _patent(string memory number) internal pure returns (Right memory) {
        return Right(CN, RightKind.Patent, number);
    }

    function _trademark(string memory number) internal pure returns (Right memory) {
        return Right(CN, RightKind.Trademark, number);
    }

    function _keyOf(Right memory right) internal pure returns (bytes32) {
        return keccak256(abi.encode(right.jurisdiction, right.kind, right.number));
    }

    function _facts(Right memory right, uint64[] memory owners) internal pure returns (Facts memory) {
        return
            Facts({
                right: right,
                validity: Validity.InForce,
                owners: owners,
                filedOn: 20170718,
                grantedOn: 20190611,
                expiresOn: 20370718,
                title: unicode"演示装置",
                applicationNumber: "",
                mainClass: "G06F 17/30",
                source: "demo",
                asOf: 20250101
            });
    }

    function _attest(Facts memory facts) internal returns (bytes32 key) {
        Facts[] memory list = new Facts[](1);
        list[0] = facts;
        vm.prank(facts.right.jurisdiction == US ? US_OFFICE_KEY : OFFICE_KEY);
        assets.attest(list, _officeAct());
        return _keyOf(facts.right);
    }

    function _attest(Right memory right, uint64[] memory owners) internal returns (bytes32 key) {
        return _attest(_facts(right, owners));
    }

    /// @dev Attests `count` patents of the owner, from number `first` on; returns their keys, ascending.
    function _patents(uint256 first, uint256 count) internal returns (bytes32[] memory keys) {
        return _rights(CN, RightKind.Patent, first, count);
    }

    function _rights(
        bytes2 jurisdiction,
        RightKind kind,
        uint256 first,
        uint256 count
    ) internal returns (bytes32[] memory keys) {
        keys = new bytes32[](count);
        for (uint256 done = 0; done < count;) {
            uint256 size = count - done > 500 ? 500 : count - done;
            Facts[] memory list = new Facts[](size);
            for (uint256 index = 0; index < size; ++index) {
                Right memory right = Right(jurisdiction, kind, vm.toString(first + done + index));
                list[index] = _facts(right, _ids(owner));
                keys[done + index] = _keyOf(right);
            }
            vm.prank(jurisdiction == US ? US_OFFICE_KEY : OFFICE_KEY);
            assets.attest(list, _officeAct());
            done += size;
        }
        return _sorted(keys);
    }

    function _preservation(bytes32 key) internal pure returns (Preservation memory) {
        return
            Preservation({
                assetKey: key,
                court: unicode"演示市中级人民法院",
                caseNumber: unicode"(2025)演示01执保1号",
                startsOn: 20250108,
                endsOn: 20280107,
                rank: 1,
                source: "demo",
                asOf: 20250109
            });
    }

    function _preserve(bytes32 key) internal returns (uint64) {
        Preservation[] memory list = new Preservation[](1);
        list[0] = _preservation(key);
        vm.prank(OFFICE_KEY);
        assets.notePreservations(list, _officeAct());
        return log.sequence();
    }

    function _lift(bytes32 key, uint64 preservation) internal {
        vm.prank(OFFICE_KEY);
        assets.liftPreservation(key, preservation, _officeAct());
    }

    function _cover(RightKind kind, uint32 from, uint32 through) internal {
        vm.prank(OFFICE_KEY);
        assets.declareCoverage(CN, kind, from, through, _officeAct());
    }

    function _attestWith(Right memory right, Validity validity, uint32 expiresOn) internal returns (bytes32) {
        Facts memory facts = _facts(right, _ids(owner));
        facts.validity = validity;
        facts.expiresOn = expiresOn;
        return _attest(facts);
    }

    function _setValidity(Right memory right, Validity validity) internal {
        Facts memory facts = _facts(right, _ids(owner));
        facts.validity = validity;
        _attest(facts);
    }

    // Pledges

    function _obligation() internal view returns (Obligation memory) {
        return
            Obligation({
                kind: ObligationKind.Fixed,
                currency: "CNY",
                amount: 1_000_000_000,
                debtor: debtor,
                startsOn: 20250110,
                endsOn: 20260109,
                contractDocument: hex"0155122010",
                salt: keccak256("salt")
            });
    }

    function _filing(bytes32[] memory rights) internal view returns (Filing memory) {
        return Filing(bank, new uint64[](0), _ids(owner), rights, _obligation());
    }

    function _consent(uint256 secret, uint64 pledgor, Filing memory filing) internal returns (Consent memory) {
        return _consent(secret, pledgor, 0, filing.pledgee, filing.jointPledgees, filing.obligation, filing.rights);
    }

    /// @dev Consent to an amendment: it names the pledge, and no joint pledgees.
    function _consent(
        uint256 secret,
        uint64 pledgor,
        uint64 pledge,
        uint64 pledgee,
        Obligation memory obligation,
        bytes32[] memory rights
    ) internal returns (Consent memory) {
        return _consent(secret, pledgor, pledge, pledgee, new uint64[](0), obligation, rights);
    }

    function _consent(
        uint256 secret,
        uint64 pledgor,
        uint64 pledge,
        uint64 pledgee,
        uint64[] memory jointPledgees,
        Obligation memory obligation,
        bytes32[] memory rights
    ) internal returns (Consent memory consent) {
        consent.pledgor = pledgor;
        consent.key = vm.addr(secret);
        consent.nonce = ++_nonce;
        consent.deadline = uint64(block.timestamp + 1 days);
        consent.signature = _sign(secret, _digest(consent, pledge, pledgee, jointPledgees, obligation, rights));
    }

    function _nonces(Consent[] memory signed) internal pure returns (uint256[] memory nonces) {
        nonces = new uint256[](signed.length);
        for (uint256 index = 0; index < nonces.length; ++index) nonces[index] = signed[index].nonce;
    }

    /// @dev The EIP-712 digest by its definition, apart from the contract's own.
    function _digest(
        Consent memory consent,
        uint64 pledge,
        uint64 pledgee,
        uint64[] memory jointPledgees,
        Obligation memory obligation,
        bytes32[] memory rights
    ) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Pledgebook"),
                keccak256("1"),
                block.chainid,
                address(consents)
            )
        );
        // In two halves, for the stack: words one after the other are what abi.encode makes of them.
        bytes memory parties = abi.encode(
            keccak256(
                "Consent(uint64 pledgor,uint64 pledge,uint64 pledgee,uint64[] jointPledgees,bytes32 obligation,bytes32 rights,uint256 nonce,uint64 deadline)"
            ),
            consent.pledgor,
            pledge,
            pledgee,
            keccak256(abi.encodePacked(jointPledgees))
        );
        bytes memory terms = abi.encode(
            keccak256(abi.encode(obligation)),
            keccak256(abi.encodePacked(rights)),
            consent.nonce,
            consent.deadline
        );
        bytes32 content = keccak256(bytes.concat(parties, terms));
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _sign(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _consents(Filing memory filing) internal returns (Consent[] memory list) {
        list = new Consent[](1);
        list[0] = _consent(OWNER_SECRET, owner, filing);
    }

    function _file(Filing memory filing, Consent[] memory signed) internal returns (uint64) {
        vm.prank(BANK_KEY);
        return pledges.file(filing, signed, _act());
    }

    function _file(bytes32[] memory rights) internal returns (uint64) {
        Filing memory filing = _filing(rights);
        return _file(filing, _consents(filing));
    }

    function _fileOnPaper(bytes32[] memory rights) internal returns (uint64) {
        return _file(_filing(rights), new Consent[](0));
    }

    function _register(uint64 pledge, bytes32[] memory rights) internal {
        _register(pledge, rights, _ids(owner));
    }

    function _register(uint64 pledge, bytes32[] memory rights, uint64[] memory pledgors) internal {
        string memory number = string.concat("Y20259900", vm.toString(pledge));
        vm.prank(OFFICE_KEY);
        pledges.register(pledge, rights, pledgors, Registration(number, 20250107, ""), _officeAct());
    }

    function _registered(bytes32[] memory rights) internal returns (uint64 pledge) {
        pledge = _file(rights);
        _register(pledge, rights);
    }

    function _migrate(bytes32[] memory rights) internal returns (uint64) {
        string memory number = string.concat("201999000", vm.toString(log.sequence()));
        vm.prank(OFFICE_KEY);
        return pledges.migrate(_filing(rights), number, 20190311, _migratedAct());
    }

    function _transferConsent(bytes32[] memory covered) internal view returns (TransferConsent memory) {
        return
            TransferConsent({
                kind: TransferKind.Transfer,
                covered: covered,
                counterparty: debtor,
                pledgeFollows: true,
                scope: LicenceScope.None,
                priceUse: PriceUse.PrepaysDebt,
                currency: "CNY",
                price: 300_000_000,
                salt: keccak256("transfer")
            });
    }

    /// @dev 5 million in: costs first, then interest and principal; the debtor still owes 1 million.
    function _realisation() internal pure returns (Realisation memory) {
        return
            Realisation({
                method: RealisationMethod.Auction,
                buyer: 0,
                currency: "CNY",
                proceeds: 500_000_000,
                costs: 10_000_000,
                interest: 40_000_000,
                principal: 450_000_000,
                nextRanks: 0,
                surplus: 0,
                deficiency: 100_000_000,
                valuationDocument: "",
                salt: keccak256("realisation")
            });
    }

    function _default(uint64 pledge) internal {
        vm.prank(BANK_KEY);
        enforcement.declareDefault(pledge, DefaultGround.DebtNotPerformed, 20260201, _act());
    }

    function _enforce(uint64 pledge) internal {
        _default(pledge);
        vm.prank(BANK_KEY);
        enforcement.enforce(pledge, EnforcementRoute.Agreement, "", _act());
    }

    /// @dev Puts a pledge into any state, also one that no act would bring it to from where it is.
    function _setState(uint64 pledge, PledgeState state) internal {
        // The mapping of pledges is the second word of storage; a pledge's state is the lowest byte of its first word.
        bytes32 slot = keccak256(abi.encode(pledge, 1));
        bytes32 word = vm.load(address(pledges), slot);
        vm.store(address(pledges), slot, (word & ~bytes32(uint256(0xff))) | bytes32(uint256(state)));
        same(uint256(pledges.pledgeOf(pledge).state), uint256(state), "the storage layout has changed");
    }

    // History

    /// @dev Replays every event since the last call and compares the rolling hash: numbers without gap, each event announced
    /// by the log with the head that includes exactly its bytes.
    function _assertHistory() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32 announced = 0;
        for (uint256 index = 0; index < logs.length; ++index) {
            Vm.Log memory entry = logs[index];
            if (entry.emitter == address(log) && entry.topics[0] == ILedgerLog.Appended.selector) {
                same(uint256(entry.topics[1]), _replayed + 1, "number announced");
                announced = abi.decode(entry.data, (bytes32));
            } else if (entry.topics.length == 4 && _isLedger(entry.emitter)) {
                same(uint256(entry.topics[1]), ++_replayed, "number");
                _replayedHead = keccak256(
                    abi.encode(
                        _replayedHead,
                        _replayed,
                        entry.emitter,
                        entry.topics[0],
                        entry.topics[2],
                        entry.topics[3],
                        keccak256(entry.data)
                    )
                );
                same(announced, _replayedHead, "head announced");
            }
        }
        same(log.sequence(), _replayed, "newest number");
        same(log.head(), _replayedHead, "head");
    }

    function _isLedger(address emitter) private view returns (bool) {
        return emitter == address(log) || log.isBook(emitter);
    }

    // Lists

    function _none() internal pure returns (Consent[] memory) {
        return new Consent[](0);
    }

    function _noOthers() internal pure returns (OtherConsent[] memory) {
        return new OtherConsent[](0);
    }

    /// @dev The other bank's consent and the fund's: one may rank later, the other may have guaranteed.
    function _others() internal view returns (OtherConsent[] memory list) {
        list = new OtherConsent[](2);
        list[0] = OtherConsent(otherBank, hex"0155122020");
        list[1] = OtherConsent(fund, hex"0155122021");
    }

    /// @dev Of a pledge of the owner's rights.
    function _amendment(Obligation memory terms, bytes32[] memory added) internal view returns (Amendment memory) {
        return Amendment(terms, added, _ids(owner));
    }

    function _noKeys() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    function _ids(uint64 only) internal pure returns (uint64[] memory list) {
        list = new uint64[](1);
        list[0] = only;
    }

    function _ids(uint64 first, uint64 second) internal pure returns (uint64[] memory list) {
        list = new uint64[](2);
        list[0] = first;
        list[1] = second;
    }

    function _keys(bytes32 only) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = only;
    }

    function _sorted(bytes32[] memory keys) internal pure returns (bytes32[] memory) {
        uint256[] memory numbers = new uint256[](keys.length);
        for (uint256 index = 0; index < keys.length; ++index) numbers[index] = uint256(keys[index]);
        numbers = vm.sort(numbers);
        for (uint256 index = 0; index < keys.length; ++index) keys[index] = bytes32(numbers[index]);
        return keys;
    }

    function _filled(uint256 length) internal pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 index = 0; index < length; ++index) data[index] = "x";
    }

    // Refusals

    /// @dev Expects the next call to be refused with this error.
    function _refused(bytes memory reason) internal {
        vm.expectRevert(reason);
    }

    function _unauthorised(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function _grantAll() private {
        uint256 holders = LENDERS | FUNDS;
        address book = address(pledges);
        _grant(book, IPledgeRegistry.file.selector, LENDERS);
        _grant(book, IPledgeRegistry.withdraw.selector, LENDERS);
        _grant(book, IPledgeRegistry.answerCorrection.selector, LENDERS);
        _grant(book, IPledgeRegistry.discharge.selector, holders);
        _grant(book, IPledgeRegistry.register.selector, OFFICES);
        _grant(book, IPledgeRegistry.migrate.selector, OFFICES);
        _grant(book, IPledgeRegistry.refuse.selector, OFFICES);
        _grant(book, IPledgeRegistry.askCorrection.selector, OFFICES);
        _grant(book, IPledgeRegistry.revoke.selector, OFFICES);
        _grant(book, IPledgeRegistry.cancel.selector, OFFICES);
        book = address(changes);
        _grant(book, IChangeBook.askAmendment.selector, LENDERS);
        _grant(book, IChangeBook.nominateAssignee.selector, holders);
        _grant(book, IChangeBook.acceptAssignment.selector, holders);
        _grant(book, IChangeBook.askPartialRelease.selector, holders);
        _grant(book, IChangeBook.askSubordination.selector, holders);
        _grant(book, IChangeBook.determine.selector, holders);
        _grant(book, IChangeBook.consentToTransfer.selector, holders);
        _grant(book, IChangeBook.dropChange.selector, holders | OFFICES);
        _grant(book, IChangeBook.recordAmendment.selector, OFFICES);
        _grant(book, IChangeBook.recordAssignment.selector, OFFICES);
        _grant(book, IChangeBook.recordPartialRelease.selector, OFFICES);
        _grant(book, IChangeBook.recordSubordination.selector, OFFICES);
        book = address(enforcement);
        _grant(book, IEnforcementBook.declareDefault.selector, holders);
        _grant(book, IEnforcementBook.cure.selector, holders);
        _grant(book, IEnforcementBook.enforce.selector, holders);
        _grant(book, IEnforcementBook.realise.selector, holders);
        _grant(address(assets), IAssetRegistry.attest.selector, OFFICES);
        _grant(address(assets), IAssetRegistry.declareCoverage.selector, OFFICES);
        _grant(address(assets), IAssetRegistry.configureKind.selector, GOVERNANCE);
        _grant(address(assets), IAssetRegistry.attestCircumstances.selector, OFFICES);
        _grant(address(assets), IAssetRegistry.notePreservations.selector, OFFICES);
        _grant(address(assets), IAssetRegistry.liftPreservation.selector, OFFICES);
        _grant(address(assets), IAssetRegistry.labelClass.selector, OFFICES | (1 << uint256(PartyKind.Appraiser)));
        uint256 searchers = LENDERS | FUNDS | OFFICES | (1 << uint256(PartyKind.Searcher));
        _grant(address(searches), ISearchRegister.certify.selector, searchers);
        _grant(address(parties), IPartyRegistry.delegateKey.selector, LENDERS | FUNDS | OFFICES);
        _grant(address(parties), IPartyRegistry.revokeDelegation.selector, LENDERS | FUNDS | OFFICES);
        _grant(address(parties), IPartyRegistry.enrol.selector, OFFICES);
        _grant(address(parties), IPartyRegistry.bindKey.selector, OFFICES);
        _grant(address(parties), IPartyRegistry.rename.selector, OFFICES | GOVERNANCE);
        _letBooks();
    }

    function _letBooks() private {
        address book = address(pledges);
        _let(book, address(assets), IAssetRegistry.reserve.selector);
        _let(book, address(assets), IAssetRegistry.encumber.selector);
        _let(book, address(assets), IAssetRegistry.carryOver.selector);
        _let(book, address(assets), IAssetRegistry.extend.selector);
        _let(book, address(assets), IAssetRegistry.free.selector);
        _let(book, address(consents), IPledgorConsents.use.selector);
        book = address(changes);
        _let(book, address(assets), IAssetRegistry.swapRanks.selector);
        _let(book, address(consents), IPledgorConsents.use.selector);
        _let(book, address(pledges), IPledgeRegistry.setChange.selector);
        _let(book, address(pledges), IPledgeRegistry.setTerms.selector);
        _let(book, address(pledges), IPledgeRegistry.setDetermined.selector);
        _let(book, address(pledges), IPledgeRegistry.setPledgee.selector);
        _let(book, address(pledges), IPledgeRegistry.addRights.selector);
        _let(book, address(pledges), IPledgeRegistry.removeRights.selector);
        _let(address(enforcement), address(pledges), IPledgeRegistry.advance.selector);
    }

    function _let(address caller, address target, bytes4 selector) private {
        vm.prank(GOVERNOR);
        parties.grantCaller(target, selector, caller, true, _act());
    }

    /// @dev The guardian may pause at once and do nothing else.
    function _appointGuardian() private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IPartyRegistry.pause.selector;
        vm.prank(GOVERNOR);
        manager.setTargetFunctionRole(address(parties), selectors, 1);
        vm.prank(GOVERNOR);
        manager.grantRole(1, GUARDIAN, 0);
    }
}
