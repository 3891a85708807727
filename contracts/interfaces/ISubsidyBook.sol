// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Right, RightKind} from "./IAssetRegistry.sol";
import {Act} from "./IBook.sol";

/// @notice What a programme pays a part of. Interest: 贴息. Premium: of a guarantee or loan insurance. ValuationFee: of the
/// appraisal. LitigationInsurance: of the insurance of lawsuits over the right.
enum SubsidyKind {
    None,
    Interest,
    Premium,
    ValuationFee,
    LitigationInsurance
}

/// @notice How often one pledge is subsidised by a programme. A period is named by its first day.
enum SubsidyPeriod {
    None,
    Once,
    Year,
    Quarter,
    Month
}

/// @notice State of a subsidy. Granted and Paid ones count against the budget.
enum SubsidyState {
    None,
    Claimed,
    Withdrawn,
    Refused,
    Granted,
    Paid
}

/// @notice Why an authority refuses.
enum SubsidyRefusal {
    None,
    NotEligible,
    CostNotShown,
    DocumentsMissing,
    Other
}

/// @notice A programme as its authority publishes it; all of it is public. Amounts are minor units of the currency.
struct ProgrammeTerms {
    string name;
    /// Where it applies, as the authority writes it, such as a code of GB/T 2260.
    string region;
    SubsidyKind kind;
    SubsidyPeriod period;
    /// Bit set of RightKind: a pledge needs one right of an eligible kind.
    uint32 rightKinds;
    /// The part of the cost that is paid, 1 to 10,000 basis points.
    uint32 ratio;
    /// ISO 4217 code in ASCII; it never changes.
    bytes3 currency;
    /// The most that one claim is paid.
    uint128 most;
    uint128 budget;
    /// First and last legal date on which a period may begin.
    uint32 startsOn;
    uint32 endsOn;
    /// Binary CID of the conditions.
    bytes conditions;
}

/// @notice A claim as it is made.
struct SubsidyTerms {
    uint64 programme;
    uint64 pledge;
    /// First day of the period: the programme's first day when it pays once, else the first of a year, quarter or month.
    uint32 period;
    /// Who is paid.
    uint64 beneficiary;
    /// What the subsidised thing cost, minor units of the programme's currency.
    uint128 cost;
    uint128 amount;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice The reading of a programme; authority 0 when unknown.
struct ProgrammeView {
    uint64 authority;
    SubsidyKind kind;
    SubsidyPeriod period;
    bool closed;
    uint32 rightKinds;
    uint32 ratio;
    bytes3 currency;
    uint128 most;
    uint128 budget;
    /// Sum of what was granted; never above the budget.
    uint128 granted;
    uint32 startsOn;
    uint32 endsOn;
}

/// @notice The members' reading of a subsidy; state None when unknown.
struct SubsidyView {
    SubsidyState state;
    uint64 programme;
    uint64 pledge;
    uint64 claimant;
    uint64 beneficiary;
    uint32 period;
    /// What is claimed; once granted, what is granted.
    uint128 amount;
}

/// @title ISubsidyBook
/// @notice Subsidies of financing on pledged rights: an authority's programme with its budget, and claims, each once for a programme, a
/// pledge and a period. The id of a programme or subsidy is the sequence number of the event that opened it.
interface ISubsidyBook {
    /// @notice An authority published a programme.
    event ProgrammeDeclared(
        uint64 indexed sequence,
        uint64 indexed programme,
        uint64 indexed actor,
        ProgrammeTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The authority published a new version of its programme.
    event ProgrammeRevised(
        uint64 indexed sequence,
        uint64 indexed programme,
        uint64 indexed actor,
        ProgrammeTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The programme takes no more claims.
    event ProgrammeClosed(
        uint64 indexed sequence,
        uint64 indexed programme,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee or the debtor claimed a subsidy.
    event SubsidyClaimed(
        uint64 indexed sequence,
        uint64 indexed subsidy,
        uint64 indexed actor,
        SubsidyTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The claimant took its claim back.
    event SubsidyWithdrawn(
        uint64 indexed sequence,
        uint64 indexed subsidy,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The authority refused the claim.
    event SubsidyRefused(
        uint64 indexed sequence,
        uint64 indexed subsidy,
        uint64 indexed actor,
        SubsidyRefusal reason,
        Act act,
        uint32 ruleSet
    );
    /// @notice The authority granted `amount`.
    event SubsidyGranted(
        uint64 indexed sequence,
        uint64 indexed subsidy,
        uint64 indexed actor,
        uint128 amount,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The authority paid what it had granted.
    event SubsidyPaid(uint64 indexed sequence, uint64 indexed subsidy, uint64 indexed actor, Act act, uint32 ruleSet);

    /// @notice No programme has this id.
    error UnknownProgramme(uint64 programme);
    /// @notice No subsidy has this id.
    error UnknownSubsidy(uint64 subsidy);
    /// @notice The acting party is not the programme's authority.
    error NotTheAuthority(uint64 programme, uint64 authority, uint64 actor);
    /// @notice The acting party may not claim for the pledge, or did not make the claim.
    error NotTheClaimant(uint64 pledge, uint64 actor);
    /// @notice The programme takes no more claims.
    error ProgrammeIsClosed(uint64 programme);
    /// @notice The field of the programme does not fit.
    error InvalidProgramme(string field);
    /// @notice The field of the claim does not fit.
    error InvalidSubsidy(string field);
    /// @notice The day is not the first of a period of the programme, or lies outside its dates.
    error NotAPeriod(uint64 programme, uint32 period);
    /// @notice The right is of a kind that the programme does not subsidise.
    error KindNotEligible(uint64 programme, RightKind kind);
    /// @notice The subsidy's state does not allow the act.
    error WrongSubsidyState(uint64 subsidy, SubsidyState state);
    /// @notice The pledge was claimed for in this programme and period: event `first` of the book `book`.
    error SubsidyClaimedBefore(uint64 programme, uint64 pledge, uint32 period, uint64 first, address book);
    /// @notice More than the programme's part of the cost, its most for one claim, or what was claimed.
    error SubsidyTooHigh(uint64 programme, uint128 amount, uint256 most);
    /// @notice What is granted would exceed the budget.
    error BudgetExceeded(uint64 programme, uint256 granted, uint128 budget);

    /// @notice Publishes a programme of the acting authority.
    /// @custom:access-control kinds of party granted it (subsidy authority, government pool)
    function declareProgramme(ProgrammeTerms calldata terms, Act calldata act) external returns (uint64 programme);

    /// @notice Publishes a new version; kind, period and currency stay, and the budget is not below what is granted. It binds claims from now on.
    /// @custom:access-control the programme's authority
    function reviseProgramme(uint64 programme, ProgrammeTerms calldata terms, Act calldata act) external;

    /// @notice Ends a programme: claims that were made before are still decided and paid.
    /// @custom:access-control the programme's authority
    function closeProgramme(uint64 programme, Act calldata act) external;

    /// @notice Claims a subsidy for a registered pledge, once for its programme and period; one that was refused or withdrawn leaves the
    /// period free. `rights` is the pledge's whole list and `right` one of them, of an eligible kind.
    /// @custom:access-control the pledgee or the debtor of the pledge
    function claimSubsidy(
        SubsidyTerms calldata terms,
        bytes32[] calldata rights,
        Right calldata right,
        Act calldata act
    ) external returns (uint64 subsidy);

    /// @notice Takes a claim back that is not decided yet.
    /// @custom:access-control who claimed it
    function withdrawSubsidy(uint64 subsidy, Act calldata act) external;

    /// @notice Refuses a claim.
    /// @custom:access-control the programme's authority
    function refuseSubsidy(uint64 subsidy, SubsidyRefusal reason, Act calldata act) external;

    /// @notice Grants a claim, whole or in part, within the budget.
    /// @custom:access-control the programme's authority
    function grantSubsidy(uint64 subsidy, uint128 amount, bytes32 salt, Act calldata act) external;

    /// @notice Says that what was granted is paid.
    /// @custom:access-control the programme's authority
    function paySubsidy(uint64 subsidy, Act calldata act) external;

    /// @notice The reading of a programme.
    function programmeOf(uint64 programme) external view returns (ProgrammeView memory);

    /// @notice The members' reading of a subsidy.
    function subsidyOf(uint64 subsidy) external view returns (SubsidyView memory);

    /// @notice The subsidy that takes the period of the pledge in the programme; 0 when none does.
    function subsidyFor(uint64 programme, uint64 pledge, uint32 period) external view returns (uint64 subsidy);
}
