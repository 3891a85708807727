// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice How the pledgee turns a pledged claim into money before it falls due. Pool: the claim is in a pool of
/// securitised claims (知识产权证券化). CentralBank: it is eligible collateral at the central bank (合格质押品).
/// Relending: it stands behind the central bank's relending to its holder (再贷款).
enum RefinancingKind {
    None,
    Pool,
    CentralBank,
    Relending
}

/// @notice State of a refinancing. Only a Live one uses the claim and locks its rights.
enum RefinancingState {
    None,
    Offered,
    Dropped,
    Live,
    Released
}

/// @notice A refinancing as the pledgee offers it.
struct RefinancingTerms {
    RefinancingKind kind;
    /// Party that takes the claim: a sponsor or trustee for a pool, a central bank else.
    uint64 user;
    /// What is drawn on the claim, minor units of the secured obligation's currency.
    uint128 amount;
    /// Official name or number of the pool or of the central bank's operation; opaque.
    string operation;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice The members' reading of a refinancing; state None when unknown.
struct RefinancingView {
    RefinancingState state;
    RefinancingKind kind;
    uint64 pledge;
    /// Pledgee that offered the claim.
    uint64 holder;
    uint64 user;
    uint128 amount;
    /// Digest of the rights that were locked when the claim was taken; 0 before.
    bytes32 rightsDigest;
}

/// @notice What a central bank says of a pledged claim.
struct EligibilityView {
    bool eligible;
    /// Basis points that it takes off the claim.
    uint32 haircut;
}

/// @title IRefinancingBook
/// @notice Refinancing of pledged claims: a claim has one live use at a time. The pledgee offers its claim, the user takes it, and
/// only the user releases it. While it is in use the rights are locked, and whatever would lessen or move the claim
/// (assignment, change of terms, ranks or rights, discharge) is refused with the reference of the use. Default, enforcement and
/// realisation go on, for they keep the claim's worth; what they bring is the user's matter with the pledgee. The id of a refinancing
/// is the sequence number of its offer.
interface IRefinancingBook {
    /// @notice A central bank said whether it takes the claim as collateral, and with which haircut.
    event EligibilityAssessed(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        bool eligible,
        uint32 haircut,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee offered its claim. Nothing is used yet.
    event ClaimOffered(
        uint64 indexed sequence,
        uint64 indexed refinancing,
        uint64 indexed actor,
        uint64 pledge,
        RefinancingTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee took its offer back, or the user declined it.
    event ClaimDropped(
        uint64 indexed sequence,
        uint64 indexed refinancing,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The user took the claim: it is in use, and the rights of the digest are locked.
    event ClaimTaken(
        uint64 indexed sequence,
        uint64 indexed refinancing,
        uint64 indexed actor,
        uint64 pledge,
        bytes32 rightsDigest,
        Act act,
        uint32 ruleSet
    );
    /// @notice The use of the claim ended, and the lock of its rights with it.
    event ClaimReleased(
        uint64 indexed sequence,
        uint64 indexed refinancing,
        uint64 indexed actor,
        uint64 pledge,
        Act act,
        uint32 ruleSet
    );

    /// @notice No refinancing has this id.
    error UnknownRefinancing(uint64 refinancing);
    /// @notice The refinancing's state does not allow the act.
    error WrongRefinancingState(uint64 refinancing, RefinancingState state);
    /// @notice The acting party is not the one that uses the claim, or is to use it.
    error NotTheUser(uint64 refinancing, uint64 user, uint64 actor);
    /// @notice The field of the terms does not fit.
    error InvalidRefinancing(string field);
    /// @notice A haircut lies above `max` basis points, or is stated of a claim that is not eligible.
    error InvalidHaircut(uint32 haircut, uint32 max);
    /// @notice The central bank has not said that it takes the claim.
    error NotEligible(uint64 pledge, uint64 centralBank);
    /// @notice More would be drawn than the claim comes to after the haircut, in basis points.
    error DrawnTooHigh(uint64 pledge, uint128 amount, uint128 claim, uint32 haircut);

    /// @notice Says whether the acting central bank takes the claim of a live pledge, and what it takes off; the newest word counts.
    /// @custom:access-control kinds of party granted it (central bank)
    function assessEligibility(uint64 pledge, bool eligible, uint32 haircut, Act calldata act) external;

    /// @notice Offers the claim of a registered pledge that is not in use and on which no change waits.
    /// @custom:access-control the present pledgee
    function offerClaim(
        uint64 pledge,
        RefinancingTerms calldata terms,
        Act calldata act
    ) external returns (uint64 refinancing);

    /// @notice Takes an offer back, or declines it.
    /// @custom:access-control the pledgee that offered, or the user
    function dropClaim(uint64 refinancing, Act calldata act) external;

    /// @notice Takes the claim. It must still be its offerer's and not be in use, and so for the claims of other pledges over the same
    /// rights; `rights` is the pledge's whole list. Of a pool's maximum-amount claim the claims are determined (Civil Code 421); of collateral
    /// the user has said that it is eligible.
    /// @custom:access-control the user that the offer names
    function takeClaim(uint64 refinancing, bytes32[] calldata rights, Act calldata act) external;

    /// @notice Releases the claim. `rights` is the list that was locked.
    /// @custom:access-control the user; once the pledge was cancelled or revoked also the pledgee
    function releaseClaim(uint64 refinancing, bytes32[] calldata rights, Act calldata act) external;

    /// @notice The reading of a refinancing.
    function refinancingOf(uint64 refinancing) external view returns (RefinancingView memory);

    /// @notice What a central bank says of a pledged claim.
    function eligibilityOf(uint64 pledge, uint64 centralBank) external view returns (EligibilityView memory);
}
