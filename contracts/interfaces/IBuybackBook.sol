// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice State of a buyback commitment. Only Accepted and Exercised ones are open: they bind the fund's capital and count
/// against the cap of their obligation. A Settled one is inventory at cost until it is Resold.
enum CommitmentState {
    None,
    Offered,
    Declined,
    Withdrawn,
    Accepted,
    Exercised,
    Settled,
    Resold,
    Lapsed,
    Waived
}

/// @notice What the fund buys. Claim: the secured claim, and with it the pledge (Civil Code 547). Sale: the rights, in an
/// agreed or court sale; the pledgee does not own them (428), and title passes only when the office records it.
enum BuybackRoute {
    None,
    Claim,
    Sale
}

/// @notice Why a pledgee declines an offer. `None` is not a reason.
enum DeclineReason {
    None,
    PriceTooLow,
    WindowUnfit,
    ConditionsNotAccepted,
    CoverUnfit,
    GuarantorNotAccepted,
    Other
}

/// @notice A fund as its owner states it. Amounts are minor units of the currency.
struct FundTerms {
    /// Party that runs the fund on market lines: it offers, pays and resells. It may be the owner itself.
    uint64 manager;
    /// ISO 4217 code in ASCII; it never changes.
    bytes3 currency;
    /// Declared capital: open commitments and inventory at cost never exceed it.
    uint128 capital;
    /// The most that open commitments and inventory may come to for any one pledgor.
    uint128 pledgorLimit;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice A commitment as it is offered.
struct CommitmentTerms {
    BuybackRoute route;
    /// ISO 4217 code in ASCII: that of the fund and of the secured obligation.
    bytes3 currency;
    /// What the fund pays on exercise, minor units.
    uint128 price;
    /// What the pledgee or pledgor pays for the commitment, minor units; 0 when nothing.
    uint128 commission;
    /// First and last second, in chain time, at which it can be exercised; the last at most 36,525 days ahead.
    uint64 opensAt;
    uint64 closesAt;
    /// Days of 86,400 seconds within which the price is due after exercise, 1 to 366.
    uint32 paymentDays;
    /// Insurer or re-guarantor that stands behind the fund; 0 when none.
    uint64 reinsurer;
    /// keccak256(abi.encodePacked(keys)) of the asset keys that the commitment covers, ascending.
    bytes32 coveredRights;
    /// Binary CID of the conditions.
    bytes conditions;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice The members' reading of a fund; owner 0 when unknown.
struct FundView {
    uint64 owner;
    uint64 manager;
    bytes3 currency;
    uint128 capital;
    /// Prices of accepted and exercised commitments.
    uint128 open;
    /// Prices of settled commitments that are not resold.
    uint128 inventory;
    uint128 pledgorLimit;
    /// Exercised commitments whose price is not wholly confirmed.
    uint32 outstanding;
    /// The first of them that is overdue at this block's time; 0 when none is.
    uint64 overdue;
}

/// @notice The members' reading of a commitment; state None when unknown. It has no holder: whoever is the pledgee of
/// `pledge` is.
struct CommitmentView {
    CommitmentState state;
    BuybackRoute route;
    bool disputed;
    bool overdueMarked;
    uint64 fund;
    uint64 pledge;
    uint64 opensAt;
    uint64 closesAt;
    /// Last second, in chain time, at which the price can be paid in time; 0 before exercise.
    uint64 dueAt;
    uint32 paymentDays;
    uint128 price;
    /// Sum that the manager says it paid.
    uint128 paid;
    /// Sum that the pledgee confirms to have received.
    uint128 received;
}

/// @notice What stands behind one secured obligation.
struct CoverView {
    /// Sum of the prices of its open commitments, over all funds.
    uint128 committed;
    /// Principal drawn and outstanding, as stated at the last acceptance.
    uint128 principal;
    /// Cap in basis points at the last acceptance.
    uint32 cap;
}

/// @title IBuybackBook
/// @notice Certified buyback prices (CAPP) and the revolving funds behind them. A commitment belongs to a pledge and has no
/// holder of its own: it is the present pledgee's, so it travels with the claim. The id of a fund or commitment is the
/// sequence number of the event that opened it. Deadlines are chain time; legal dates stay data of the act.
interface IBuybackBook {
    /// @notice A party declared a fund.
    event FundDeclared(
        uint64 indexed sequence,
        uint64 indexed fund,
        uint64 indexed actor,
        FundTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The fund's owner changed its capital, limit or manager.
    event FundRevised(
        uint64 indexed sequence,
        uint64 indexed fund,
        uint64 indexed actor,
        FundTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The governance set the cap on buyback prices, in basis points of the principal drawn and outstanding. The
    /// parameter is the text "cap".
    event CapSet(
        uint64 indexed sequence,
        bytes32 indexed parameter,
        uint64 indexed actor,
        uint32 cap,
        Act act,
        uint32 ruleSet
    );
    /// @notice A fund offered to buy back.
    event CommitmentOffered(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint64 fund,
        uint64 pledge,
        CommitmentTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The fund took its offer back.
    event OfferWithdrawn(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee declined the offer.
    event OfferDeclined(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        DeclineReason reason,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee accepted: the fund is bound, and its capital with it. `principal` is what of the secured
    /// obligation is drawn and outstanding, `cap` the basis points that were applied to it.
    event CommitmentAccepted(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint128 principal,
        uint32 cap,
        uint64[] pledgors,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee called the commitment; the price is due by `dueAt`.
    event CommitmentExercised(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint64 dueAt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The fund's manager says that it paid `amount`, `paid` in all.
    event PaymentStated(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint128 amount,
        uint128 paid,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee confirms to have received `received` in all; with the whole price the commitment is settled.
    event PaymentConfirmed(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint128 received,
        bool settled,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice A side disputes an exercise; the act's document says why. No deadline moves.
    event ExerciseDisputed(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice A side put on record that the price was not confirmed by its due time.
    event PaymentOverdue(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint64 dueAt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The window closed, or the pledge ended, without exercise: the commitment binds nobody any more.
    event CommitmentLapsed(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee gave the commitment up before anything was paid.
    event CommitmentWaived(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The fund sold what it had bought, and its money is free again; `capital` is the fund's after gain or loss.
    event InventoryResold(
        uint64 indexed sequence,
        uint64 indexed commitment,
        uint64 indexed actor,
        uint64 fund,
        uint128 price,
        uint128 capital,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );

    /// @notice No fund has this id.
    error UnknownFund(uint64 fund);
    /// @notice No commitment has this id.
    error UnknownCommitment(uint64 commitment);
    /// @notice The commitment's state does not allow the act.
    error WrongCommitmentState(uint64 commitment, CommitmentState state);
    /// @notice The acting party is not the fund's owner.
    error NotTheFundsOwner(uint64 fund, uint64 owner, uint64 actor);
    /// @notice The acting party is not the fund's manager.
    error NotTheFundsManager(uint64 fund, uint64 manager, uint64 actor);
    /// @notice The acting party is neither the fund's manager nor the present pledgee.
    error NotASide(uint64 commitment, uint64 actor);
    /// @notice The fund's owner or manager is the pledgee: nobody guarantees a claim of its own.
    error OwnClaim(uint64 pledge, uint64 party);
    /// @notice The cap lies outside 1 to `max` basis points.
    error InvalidCap(uint32 cap, uint32 max);
    /// @notice The field's value does not fit.
    error InvalidTerms(string field);
    /// @notice The currency is not that of the fund or of the secured obligation.
    error WrongCurrency(bytes3 given, bytes3 expected);
    /// @notice The sum is more than the book can keep.
    error AmountTooLarge(string field, uint256 amount, uint256 max);
    /// @notice The pledgors are not the pledge's; the digests are over the pledgors' ids.
    error WrongPledgors(uint64 pledge, bytes32 digest, bytes32 expected);
    /// @notice More principal is stated than the obligation secures.
    error PrincipalTooHigh(uint64 pledge, uint128 principal, uint128 amount);
    /// @notice The open commitments on the obligation would exceed `cap` basis points of the principal.
    error CapExceeded(uint64 pledge, uint256 committed, uint128 principal, uint32 cap);
    /// @notice Open commitments and inventory would exceed the fund's capital.
    error CapitalExceeded(uint64 fund, uint256 exposure, uint128 capital);
    /// @notice Open commitments and inventory for the pledgor would exceed the fund's limit.
    error PledgorLimitExceeded(uint64 fund, uint64 pledgor, uint256 exposure, uint128 limit);
    /// @notice The fund owes the price of an exercise whose due time has passed, so it takes on nothing new.
    error FundOverdue(uint64 fund, uint64 commitment, uint64 dueAt);
    /// @notice The window of exercise is not open at the block's time.
    error OutsideWindow(uint64 commitment, uint64 opensAt, uint64 closesAt, uint64 time);
    /// @notice The window is empty, closed before the commitment binds, or closes more than 36,525 days ahead.
    error InvalidWindow(uint64 opensAt, uint64 closesAt, uint64 time);
    /// @notice The window has not closed and the pledge has not ended.
    error NotLapsed(uint64 commitment, uint64 closesAt, uint64 time);
    /// @notice The price is not overdue at the block's time.
    error NotOverdue(uint64 commitment, uint64 dueAt, uint64 time);
    /// @notice The act was done before and is done once.
    error AlreadyDone(uint64 commitment);
    /// @notice Something was paid already.
    error AlreadyPaid(uint64 commitment, uint128 paid);
    /// @notice The payments would exceed the price.
    error PaymentTooHigh(uint64 commitment, uint256 paid, uint128 price);
    /// @notice The receipt must be more than was confirmed before and not more than the manager says it paid.
    error ReceiptDoesNotMatch(uint64 commitment, uint128 received, uint128 confirmed, uint128 paid);
    /// @notice The claim is not on its way to the fund's owner: payment and delivery are linked.
    error DeliveryMissing(uint64 commitment, uint64 pledge, uint64 buyer);

    /// @notice Declares a fund of the acting party.
    /// @custom:access-control kinds of party granted it (disposal fund, fund manager, guarantee company, IP management company)
    function declareFund(FundTerms calldata terms, Act calldata act) external returns (uint64 fund);

    /// @notice Changes capital, limit or manager; the capital not below open commitments and inventory. A lower limit binds
    /// new acceptances only.
    /// @custom:access-control the fund's owner
    function reviseFund(uint64 fund, FundTerms calldata terms, Act calldata act) external;

    /// @notice Sets the cap, 1 to 10,000 basis points; it binds acceptances from now on.
    /// @custom:access-control governance (AccessManager)
    function setCap(uint32 cap, Act calldata act) external;

    /// @notice Offers to buy back the claim or the rights of a filed or registered pledge; a fund of an IP management company
    /// also those of one in default or enforcement, which it then takes into its inventory. It binds no capital yet.
    /// @custom:access-control the fund's manager
    function offer(
        uint64 fund,
        uint64 pledge,
        CommitmentTerms calldata terms,
        Act calldata act
    ) external returns (uint64 commitment);

    /// @notice Takes back an offer that nobody has accepted.
    /// @custom:access-control the fund's manager
    function withdrawOffer(uint64 commitment, Act calldata act) external;

    /// @notice Declines an offer.
    /// @custom:access-control the present pledgee
    function decline(uint64 commitment, DeclineReason reason, Act calldata act) external;

    /// @notice Accepts an offer on a registered pledge, or one in default where it may be offered for. The sum of the obligation's open commitments must keep the cap on
    /// `principal`, and the fund its capital and its limit for each of the pledge's `pledgors`.
    /// @custom:access-control the present pledgee
    function accept(
        uint64 commitment,
        uint128 principal,
        uint64[] calldata pledgors,
        bytes32 salt,
        Act calldata act
    ) external;

    /// @notice Calls the commitment, once: only while the pledge is in default or enforcement, and inside the window.
    /// @custom:access-control the present pledgee
    function exercise(uint64 commitment, Act calldata act) external;

    /// @notice States a payment, whole or in part.
    /// @custom:access-control the fund's manager
    function pay(uint64 commitment, uint128 amount, bytes32 salt, Act calldata act) external;

    /// @notice Confirms what was received in all. With the whole price the commitment is settled; that last confirmation of a
    /// claim's purchase needs the pledge's assignment to the fund's owner to be asked for, that of a sale its document.
    /// @custom:access-control the present pledgee
    function confirm(uint64 commitment, uint128 received, bytes32 salt, Act calldata act) external;

    /// @notice Disputes an exercise, once; the act's document says why.
    /// @custom:access-control the fund's manager or the present pledgee
    function dispute(uint64 commitment, Act calldata act) external;

    /// @notice Puts on record that the price is overdue, once. That the fund takes on nothing new does not depend on it.
    /// @custom:access-control the fund's manager or the present pledgee
    function markOverdue(uint64 commitment, Act calldata act) external;

    /// @notice Ends an offered or accepted commitment whose window has closed or whose pledge has ended.
    /// @custom:access-control the fund's manager or the present pledgee
    function lapse(uint64 commitment, Act calldata act) external;

    /// @notice Gives up an accepted or exercised commitment on which nothing was paid.
    /// @custom:access-control the present pledgee
    function waive(uint64 commitment, Act calldata act) external;

    /// @notice Records the sale of what was bought; the difference to its cost is the fund's gain or loss. A claim is sold by
    /// the fund's owner as pledgee; the rights of a sale need the act's document.
    /// @custom:access-control the fund's manager
    function resell(uint64 commitment, uint128 price, bytes32 salt, Act calldata act) external;

    /// @notice The reading of a fund.
    function fundOf(uint64 fund) external view returns (FundView memory);

    /// @notice The reading of a commitment.
    function commitmentOf(uint64 commitment) external view returns (CommitmentView memory);

    /// @notice What stands behind the secured obligation of a pledge.
    function coverOf(uint64 pledge) external view returns (CoverView memory);

    /// @notice Open commitments and inventory of a fund for one pledgor.
    function pledgorExposure(uint64 fund, uint64 pledgor) external view returns (uint128);

    /// @notice The cap in basis points.
    function capInForce() external view returns (uint32);
}
