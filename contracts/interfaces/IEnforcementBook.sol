// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice Why the pledgee may enforce: a due debt is not performed, or a case that the parties agreed on has come (Civil Code 436).
/// `None` is no ground.
enum DefaultGround {
    None,
    DebtNotPerformed,
    InterestNotPaid,
    AgreedCase,
    Insolvency,
    OtherLaw
}

/// @notice How a pledge is enforced: by agreement with the pledgor, or through a court (Civil Code 436, 437). `None` is no route.
enum EnforcementRoute {
    None,
    Agreement,
    Court
}

/// @notice How rights are turned into money: taken at an agreed market price (折价), auctioned, or sold off (Civil Code 436).
enum RealisationMethod {
    None,
    AgreedPrice,
    Auction,
    Sale
}

/// @notice What a realisation brought and where it went, in minor units. costs + interest + principal + nextRanks + surplus = proceeds.
struct Realisation {
    RealisationMethod method;
    /// Who took the rights; 0 when it is no party of the ledger.
    uint64 buyer;
    bytes3 currency;
    uint128 proceeds;
    /// Costs of the enforcement.
    uint128 costs;
    uint128 interest;
    uint128 principal;
    /// To the pledgees of the next ranks and so on.
    uint128 nextRanks;
    /// To the pledgor (Civil Code 438).
    uint128 surplus;
    /// What the debtor still owes (Civil Code 438).
    uint128 deficiency;
    /// Binary CID of the valuation behind the price; the pledgee that takes rights itself must name one.
    bytes valuationDocument;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice How an enforcement stands after its latest realisation; currency 0 before the first.
struct Outcome {
    bytes3 currency;
    /// All rights of the pledge are realised.
    bool whole;
    /// What the debtor still owes, minor units.
    uint128 deficiency;
}

/// @title IEnforcementBook
/// @notice From default to realisation: Registered, Defaulted (and cured), Enforcing, Realised. The pledgee acts; no clause makes the
/// rights its own (Civil Code 428): every realisation has a price, and what is over goes to the pledgor. The rights stay encumbered
/// until the office records a partial release or the cancellation. Members see these acts; the public look-up tells neither defaults
/// nor sums.
interface IEnforcementBook {
    /// @notice The pledgee declared a default.
    event PledgeDefaulted(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        DefaultGround ground,
        uint32 noticeOn,
        Act act,
        uint32 ruleSet
    );
    /// @notice The default was cured: the pledge goes on as registered.
    event PledgeCured(uint64 indexed sequence, uint64 indexed pledge, uint64 indexed actor, Act act, uint32 ruleSet);
    /// @notice The pledgee enforces.
    event EnforcementStarted(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        EnforcementRoute route,
        string caseNumber,
        Act act,
        uint32 ruleSet
    );
    /// @notice Rights of the pledge were realised; `whole` when these were the last of it.
    event RightsRealised(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        bytes32[] sold,
        Realisation realisation,
        bool whole,
        Act act,
        uint32 ruleSet
    );

    /// @notice The right was realised before.
    error AlreadyRealised(uint64 pledge, bytes32 assetKey);
    /// @notice What is paid out is not what came in.
    error ProceedsDoNotAddUp(uint64 pledge, uint256 proceeds, uint256 distributed);
    /// @notice While the debtor still owes, nothing goes to later ranks or back to the pledgor.
    error PaidPastDeficiency(uint64 pledge, uint128 deficiency, uint128 nextRanks, uint128 surplus);
    /// @notice Rights that pass without a price, or to the pledgee by an agreement older than the notice of default, are forfeited, which the
    /// law forbids (Civil Code 428).
    error Forfeiture(uint64 pledge, uint32 agreedOn, uint32 noticeOn);

    /// @notice Declares a default of a registered pledge; the act's document is the notice.
    /// @param noticeOn legal date of the notice to debtor and pledgor
    /// @custom:access-control the pledgee
    function declareDefault(uint64 pledge, DefaultGround ground, uint32 noticeOn, Act calldata act) external;

    /// @notice Says that the default is cured.
    /// @custom:access-control the pledgee
    function cure(uint64 pledge, Act calldata act) external;

    /// @notice Enforces a defaulted pledge; a maximum-amount pledge only once its claims are determined (Civil Code 423). The court route
    /// names the case.
    /// @custom:access-control the pledgee
    function enforce(uint64 pledge, EnforcementRoute route, string calldata caseNumber, Act calldata act) external;

    /// @notice Says what the realisation of some or all rights brought. With the last right, and no change waiting, the pledge is realised.
    /// @param rights the pledge's list
    /// @param sold the rights that passed, ascending
    /// @custom:access-control the pledgee
    function realise(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata sold,
        Realisation calldata realisation,
        Act calldata act
    ) external;

    /// @notice Legal date of the notice of the pledge's latest default; 0 when there was none.
    function defaultNoticeOn(uint64 pledge) external view returns (uint32);

    /// @notice How the enforcement of a pledge stands after its latest realisation.
    function outcomeOf(uint64 pledge) external view returns (Outcome memory);

    /// @notice Whether the right was realised in the enforcement of the pledge.
    function realised(uint64 pledge, bytes32 assetKey) external view returns (bool);
}
