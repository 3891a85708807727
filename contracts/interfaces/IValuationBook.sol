// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice State of an engagement. An abandoned one stays in the ledger as it was; no state leads out of the last two.
enum EngagementState {
    None,
    Engaged,
    Delivered,
    Abandoned
}

/// @notice Who values. Appraisal: appraisers, who sign. Model: a grading model of the appraising party, which nobody signs. The two never
/// stand side by side, nor does one count into the other's spread.
enum ValuationKind {
    None,
    Appraisal,
    Model
}

/// @notice What the valuation is for. `None` is no purpose.
enum ValuationPurpose {
    None,
    Pledge,
    Disposal,
    Transfer,
    Licence,
    Litigation,
    Accounting,
    Other
}

/// @notice Grade of a valuation, in ten steps from the best. `None`: not graded.
enum ValuationGrade {
    None,
    AAA,
    AA,
    A,
    BBB,
    BB,
    B,
    CCC,
    CC,
    C,
    D
}

/// @notice Approaches to value: bit n of a result's `methods` stands for method n.
enum ValuationMethod {
    None,
    Cost,
    Market,
    Income
}

/// @notice Why an engagement ended without a result. `None` is no reason.
enum AbandonReason {
    None,
    ClientWithdrew,
    ResultNotAccepted,
    FeeNotPaid,
    DocumentsMissing,
    IndependenceLost,
    Other
}

/// @notice An engagement as the appraising party records it, before there is a result.
struct EngagementTerms {
    ValuationKind kind;
    ValuationPurpose purpose;
    /// Party that asked for the valuation: never the appraising party itself.
    uint64 client;
    /// Party that pays the fee; 0 when it is no party of the ledger.
    uint64 payer;
    /// ISO 4217 code in ASCII, of the fee and of the value.
    bytes3 currency;
    /// Agreed fee in minor units; 0 when none is paid.
    uint128 fee;
    /// Binary CID of the appraising party's declaration of independence; an appraisal needs one.
    bytes independence;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice A result. An appraisal has a range, methods, two signatories and a report; a model's has a grade and the model's version.
struct ValuationResult {
    ValuationGrade grade;
    /// Bit n for method n of ValuationMethod; 0 for a model.
    uint8 methods;
    /// The range of value in minor units of the engagement's currency; both 0 where a model only grades.
    uint128 low;
    uint128 high;
    /// Legal date as of which the rights are valued, and the last one on which the result may be relied on.
    uint32 valuedOn;
    uint32 validUntil;
    /// The two natural persons who sign an appraisal, parties of the ledger; 0 for a model.
    uint64 signatory;
    uint64 coSignatory;
    /// Version of the model; empty for an appraisal.
    string modelVersion;
    /// Binary CID of the report; an appraisal needs one.
    bytes report;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice The members' reading of an engagement; state None when unknown. `low` and `high` are the result's, or of an abandoned
/// engagement those of its draft.
struct EngagementView {
    EngagementState state;
    ValuationKind kind;
    ValuationPurpose purpose;
    ValuationGrade grade;
    uint8 methods;
    uint32 rightCount;
    uint32 valuedOn;
    uint32 validUntil;
    bytes3 currency;
    uint64 appraiser;
    uint64 client;
    uint64 payer;
    uint64 signatory;
    uint64 coSignatory;
    uint128 fee;
    uint128 low;
    uint128 high;
    /// keccak256(abi.encodePacked(keys)) of the rights valued, ascending.
    bytes32 rightsDigest;
    string modelVersion;
    bytes report;
}

/// @title IValuationBook
/// @notice Valuations of rights. Whoever is to value records the engagement first: who asked, for what, for which fee, paid by whom. Only
/// then comes the result; an engagement that ends without one stays, with the draft that it had come to. The id of an engagement is the
/// sequence number of its first event. Figures are for the parties and for readers whom they allow; the members' nodes hold them, and
/// services over them ask `mayRead`.
interface IValuationBook {
    /// @notice A valuation of the rights was agreed on; the actor is to value.
    event ValuationEngaged(
        uint64 indexed sequence,
        uint64 indexed engagement,
        uint64 indexed actor,
        bytes32[] rights,
        EngagementTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The result was delivered.
    event ValuationDelivered(
        uint64 indexed sequence,
        uint64 indexed engagement,
        uint64 indexed actor,
        ValuationResult result,
        Act act,
        uint32 ruleSet
    );
    /// @notice The engagement ended without a result. `draftLow` and `draftHigh` are what its draft had come to, 0 when there was none.
    event ValuationAbandoned(
        uint64 indexed sequence,
        uint64 indexed engagement,
        uint64 indexed actor,
        AbandonReason reason,
        uint128 draftLow,
        uint128 draftHigh,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The reader may read the figures from now on.
    event ReaderAllowed(
        uint64 indexed sequence,
        uint64 indexed engagement,
        uint64 indexed actor,
        uint64 reader,
        Act act,
        uint32 ruleSet
    );
    /// @notice The reader may read the figures no more; what it read it knows.
    event ReaderWithdrawn(
        uint64 indexed sequence,
        uint64 indexed engagement,
        uint64 indexed actor,
        uint64 reader,
        Act act,
        uint32 ruleSet
    );

    /// @notice No engagement has this id: a result needs an engagement before it.
    error UnknownEngagement(uint64 engagement);
    /// @notice The engagement's state does not allow the act.
    error WrongEngagementState(uint64 engagement, EngagementState state);
    /// @notice The acting party is not the one that was engaged.
    error NotTheAppraiser(uint64 engagement, uint64 appraiser, uint64 actor);
    /// @notice The acting party neither asked for the valuation nor was engaged for it.
    error NotOfTheEngagement(uint64 engagement, uint64 actor);
    /// @notice The field's value does not fit an engagement or a result of this kind.
    error InvalidValuation(string field);
    /// @notice An appraisal is signed by two different natural persons who are active parties of the ledger.
    error InvalidSignatory(string field, uint64 party);
    /// @notice The party may read the figures already.
    error AlreadyAReader(uint64 engagement, uint64 party);
    /// @notice Nobody allowed the party to read the figures.
    error NotAReader(uint64 engagement, uint64 party);

    /// @notice Records that the acting party is to value the rights, before it does.
    /// @param rights asset keys of attested rights, strictly ascending, 1 to 200
    /// @custom:access-control kinds of party granted it (appraiser)
    function engage(
        bytes32[] calldata rights,
        EngagementTerms calldata terms,
        Act calldata act
    ) external returns (uint64 engagement);

    /// @notice Delivers the result of an engagement, once.
    /// @custom:access-control the party that was engaged
    function deliver(uint64 engagement, ValuationResult calldata result, Act calldata act) external;

    /// @notice Ends an engagement without a result. Only the party that was engaged states what its draft had come to.
    /// @custom:access-control the party that was engaged, or the client
    function abandon(
        uint64 engagement,
        AbandonReason reason,
        uint128 draftLow,
        uint128 draftHigh,
        bytes32 salt,
        Act calldata act
    ) external;

    /// @notice Lets a party read the figures. The party that was engaged names the client's written consent as the act's document.
    /// @custom:access-control the client, or the party that was engaged
    function allowReader(uint64 engagement, uint64 reader, Act calldata act) external;

    /// @notice Ends what `allowReader` allowed.
    /// @custom:access-control the client, or the party that was engaged
    function withdrawReader(uint64 engagement, uint64 reader, Act calldata act) external;

    /// @notice The members' reading of an engagement; state None when unknown.
    function engagementOf(uint64 engagement) external view returns (EngagementView memory);

    /// @notice Engagements over exactly these rights, in the order in which they were recorded.
    /// @param rightsDigest keccak256(abi.encodePacked(keys)) of the asset keys, ascending
    function engagementsOver(bytes32 rightsDigest) external view returns (uint64[] memory);

    /// @notice Whether the party may be shown the figures: the client, the party that was engaged, and whom they allowed.
    function mayRead(uint64 engagement, uint64 party) external view returns (bool);
}
