// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice In which order what comes back is shared. CreditorFirst: what the creditor bears, then what it is still owed, then
/// the others by what they bear. ProRata: all by what they bear or owe. `None` is no order.
enum RecoveryOrder {
    None,
    CreditorFirst,
    ProRata
}

/// @notice State of a scheme. Proposed until every party with a tranche has joined; Closed for new cover, what is covered
/// stays so.
enum SchemeState {
    None,
    Proposed,
    InForce,
    Closed
}

/// @notice A pool of public or other money that pays a party's tranches, as its owner states it.
struct PoolTerms {
    /// ISO 4217 code in ASCII; it never changes.
    bytes3 currency;
    /// What is paid in to begin with, minor units.
    uint128 capital;
    /// Binary CID of the rules that the pool goes by.
    bytes rules;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice One tranche of a scheme. The first is the creditor's: it has no caps, no pool and reinsures nothing, and bears what
/// the caps of the others keep out.
struct Tranche {
    /// Who bears it; for the first 0, whoever is the pledgee of the covered pledge, or the only creditor that may cover.
    uint64 party;
    /// Basis points: of the loss, or of what the reinsured tranche pays.
    uint32 rate;
    /// Place of the tranche that it reimburses, before its own; 0 for a share of the loss itself. A tranche has one reinsurer
    /// at most.
    uint32 reinsures;
    /// The pool of the party that pays; 0 when the party pays by itself.
    uint64 pool;
    /// The most of one loss, minor units.
    uint128 capPerLoss;
    /// The most of all losses of the scheme, minor units.
    uint128 capInTotal;
}

/// @notice A scheme as it is proposed. Times are chain time.
struct SchemeTerms {
    /// ISO 4217 code in ASCII: that of the obligations and pools.
    bytes3 currency;
    RecoveryOrder order;
    /// First second at which a pledge can be covered.
    uint64 opensAt;
    /// Last second at which a pledge can be covered.
    uint64 closesAt;
    /// Last second at which a loss can be declared.
    uint64 claimsUntil;
    /// The most principal under cover at one time, minor units.
    uint128 coverLimit;
    /// Binary CID of the agreement.
    bytes conditions;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
    /// 1 to 12. The rates of those that reinsure nothing add up to 10,000.
    Tranche[] tranches;
}

/// @notice The members' reading of a scheme; state None when unknown.
struct SchemeView {
    SchemeState state;
    bytes3 currency;
    RecoveryOrder order;
    uint64 proposer;
    uint64 opensAt;
    uint64 closesAt;
    uint64 claimsUntil;
    uint128 coverLimit;
    /// Principal under cover.
    uint128 covered;
    uint32 tranches;
}

/// @notice The members' reading of a tranche; rate 0 and party 0 when there is none.
struct TrancheView {
    uint64 party;
    uint32 rate;
    uint32 reinsures;
    uint64 pool;
    bool joined;
    uint128 capPerLoss;
    uint128 capInTotal;
    /// What it bears of losses declared so far, at most; what it is relieved of is taken off.
    uint128 used;
}

/// @notice The members' reading of a pool; owner 0 when unknown.
struct PoolView {
    uint64 owner;
    bytes3 currency;
    /// What was paid in and came back, less what was paid out.
    uint128 capital;
    /// What is set aside for declared losses.
    uint128 reserved;
    /// What was paid out, in all.
    uint128 used;
    /// What came back from recoveries, in all.
    uint128 replenished;
}

/// @notice What covers a pledge; scheme 0 when nothing does.
struct CoveringView {
    uint64 scheme;
    uint128 principal;
}

/// @title IRiskShareBook
/// @notice Who shares which risk with whom, before there is a loss: schemes with ordered tranches, the pledges that they
/// cover, and the pools that pay. ILossBook goes on from there. The id of a scheme or pool is the sequence number of the
/// event that opened it. Nobody is bound by a scheme that it has not joined.
interface IRiskShareBook {
    /// @notice A party opened a pool and paid its first capital in.
    event PoolDeclared(
        uint64 indexed sequence,
        uint64 indexed pool,
        uint64 indexed actor,
        PoolTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The owner paid into the pool; `capital` is the pool's after it.
    event PoolFunded(
        uint64 indexed sequence,
        uint64 indexed pool,
        uint64 indexed actor,
        uint128 amount,
        uint128 capital,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice A party proposed a scheme; it joins with its own tranches. `inForce` when nobody else has to.
    event SchemeProposed(
        uint64 indexed sequence,
        uint64 indexed scheme,
        uint64 indexed actor,
        SchemeTerms terms,
        bool inForce,
        Act act,
        uint32 ruleSet
    );
    /// @notice A party joined with all of its tranches; `inForce` when it was the last.
    event SchemeJoined(
        uint64 indexed sequence,
        uint64 indexed scheme,
        uint64 indexed actor,
        bool inForce,
        Act act,
        uint32 ruleSet
    );
    /// @notice The proposer closed the scheme for new cover.
    event SchemeClosed(uint64 indexed sequence, uint64 indexed scheme, uint64 indexed actor, Act act, uint32 ruleSet);
    /// @notice The pledgee put its claim under the scheme; `principal` of it is covered.
    event PledgeCovered(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 scheme,
        uint128 principal,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee gave the cover up.
    event CoverEnded(uint64 indexed sequence, uint64 indexed pledge, uint64 indexed actor, Act act, uint32 ruleSet);

    /// @notice No scheme has this id.
    error UnknownScheme(uint64 scheme);
    /// @notice No pool has this id.
    error UnknownPool(uint64 pool);
    /// @notice The acting party does not own the pool.
    error NotThePoolsOwner(uint64 pool, uint64 owner, uint64 actor);
    /// @notice The acting party did not propose the scheme.
    error NotTheProposer(uint64 scheme, uint64 proposer, uint64 actor);
    /// @notice The scheme's state does not allow the act.
    error WrongSchemeState(uint64 scheme, SchemeState state);
    /// @notice A field of the scheme or pool does not fit.
    error InvalidScheme(string field);
    /// @notice A field of a tranche does not fit; `place` counts from 0.
    error InvalidTranche(uint256 place, string field);
    /// @notice The rates of the tranches that bear the loss itself must add up to `whole` basis points.
    error RatesDoNotSum(uint256 sum, uint256 whole);
    /// @notice The times must be in order, the last one ahead and within 36,525 days.
    error InvalidTimes(uint64 opensAt, uint64 closesAt, uint64 claimsUntil, uint64 time);
    /// @notice The currency is not the scheme's.
    error WrongSchemeCurrency(bytes3 given, bytes3 expected);
    /// @notice The acting party has no tranche in the scheme that it has not joined with.
    error NothingToJoin(uint64 scheme, uint64 actor);
    /// @notice The scheme takes up pledges only between its two times.
    error SchemeExpired(uint64 scheme, uint64 opensAt, uint64 closesAt, uint64 time);
    /// @notice The scheme covers only the claims of one creditor.
    error NotTheSchemesCreditor(uint64 scheme, uint64 creditor, uint64 actor);
    /// @notice The pledgee, or whoever would become it, bears a tranche: nobody guarantees a claim of its own.
    error OwnTranche(uint64 scheme, uint256 place, uint64 party);
    /// @notice The pledge is covered already.
    error AlreadyCovered(uint64 pledge, uint64 scheme);
    /// @notice Nothing covers the pledge.
    error NotCovered(uint64 pledge);
    /// @notice The principal must be above 0 and at most the obligation's amount.
    error PrincipalOutOfRange(uint64 pledge, uint128 principal, uint128 amount);
    /// @notice More principal would be under cover than the scheme takes.
    error CoverLimitExceeded(uint64 scheme, uint256 covered, uint128 limit);
    /// @notice Losses of the scheme can no longer be declared.
    error ClaimsClosed(uint64 scheme, uint64 claimsUntil, uint64 time);
    /// @notice The sum is more than the pool can keep.
    error PoolTooLarge(uint64 pool, uint256 capital);

    /// @notice Opens a pool of the acting party.
    /// @custom:access-control kinds of party granted it (government pool, guarantee company, insurer, re-guarantor)
    function declarePool(PoolTerms calldata terms, Act calldata act) external returns (uint64 pool);

    /// @notice Pays into a pool.
    /// @custom:access-control the pool's owner
    function fundPool(uint64 pool, uint128 amount, bytes32 salt, Act calldata act) external;

    /// @notice Proposes a scheme. It comes into force when every party with a tranche but the first has joined.
    /// @custom:access-control kinds of party granted it (lenders, guarantors, insurers, pools)
    function proposeScheme(SchemeTerms calldata terms, Act calldata act) external returns (uint64 scheme);

    /// @notice Joins a proposed scheme with all tranches of the acting party; the act's document is its consent.
    /// @custom:access-control a party with a tranche
    function joinScheme(uint64 scheme, Act calldata act) external;

    /// @notice Closes a scheme for new cover, or takes back one that is only proposed.
    /// @custom:access-control the proposer
    function closeScheme(uint64 scheme, Act calldata act) external;

    /// @notice Puts the claim of a filed or registered pledge under a scheme that is in force.
    /// @custom:access-control the pledgee
    function coverPledge(uint64 scheme, uint64 pledge, uint128 principal, bytes32 salt, Act calldata act) external;

    /// @notice Gives up the cover of a pledge: the debt is paid, or the pledgee does without.
    /// @custom:access-control the pledgee
    function endCover(uint64 pledge, Act calldata act) external;

    /// @notice Ends the cover of a pledge for a loss of `amount`, splits it and sets aside what the pools may have to pay.
    /// @param creditor the present pledgee
    /// @param currency that of the realisation
    /// @return scheme the scheme
    /// @return order how recoveries run
    /// @return shares what each tranche bears at most
    /// @custom:access-control ILossBook
    function useCover(
        uint64 pledge,
        uint64 creditor,
        bytes3 currency,
        uint128 amount
    ) external returns (uint64 scheme, RecoveryOrder order, uint256[] memory shares);

    /// @notice A payment of a tranche was confirmed; its pool pays it out.
    /// @custom:access-control ILossBook
    function drawn(uint64 scheme, uint256 place, uint128 amount) external;

    /// @notice What came back: `borne` is the tranches' own again, of `relieved` they owe less.
    /// @custom:access-control ILossBook
    function returned(uint64 scheme, uint256[] calldata borne, uint256[] calldata relieved) external;

    /// @notice The reading of a scheme.
    function schemeOf(uint64 scheme) external view returns (SchemeView memory);

    /// @notice The reading of a scheme's tranche; `place` counts from 0.
    function trancheOf(uint64 scheme, uint256 place) external view returns (TrancheView memory);

    /// @notice The reading of a pool.
    function poolOf(uint64 pool) external view returns (PoolView memory);

    /// @notice What covers a pledge.
    function coveringOf(uint64 pledge) external view returns (CoveringView memory);
}
