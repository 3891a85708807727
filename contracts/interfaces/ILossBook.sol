// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";
import {RecoveryOrder} from "./IRiskShareBook.sol";

/// @notice The members' reading of a loss; pledge 0 when unknown. Its creditor is the present pledgee of `pledge`.
struct LossView {
    uint64 pledge;
    uint64 scheme;
    RecoveryOrder order;
    uint32 tranches;
    uint128 amount;
    /// What came back, in all.
    uint128 recovered;
}

/// @notice The members' reading of one tranche's part in a loss, minor units.
struct ShareView {
    /// What it bears at most; of a reinsurer, once its reinsured has paid all.
    uint128 share;
    /// What it owes by now, without what was paid and what it is relieved of: share, or the rate of what was paid to.
    uint128 due;
    /// What it says that it paid, in all.
    uint128 paid;
    /// What its payee confirms to have received, in all.
    uint128 confirmed;
    /// What it need not pay any more, because it came back to its payee.
    uint128 relieved;
    /// What came back to it.
    uint128 returned;
    /// How much of its payee's rights it has taken.
    uint128 subrogated;
}

/// @title ILossBook
/// @notice A loss that a scheme shares: declared after realisation, paid by those who bear it, confirmed by those who receive
/// it; and what comes back afterwards. What a reinsurer owes follows what its reinsured actually paid. The id of a loss is
/// the sequence number of its declaration. Members see these acts; the public look-up tells none of the figures.
interface ILossBook {
    /// @notice The pledgee declared what it lost; `shares` is what each tranche bears at most.
    event LossDeclared(
        uint64 indexed sequence,
        uint64 indexed loss,
        uint64 indexed actor,
        uint64 pledge,
        uint64 scheme,
        RecoveryOrder order,
        uint128 amount,
        uint256[] shares,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The party of a tranche says that it paid `amount`, `paid` in all.
    event SharePaid(
        uint64 indexed sequence,
        uint64 indexed loss,
        uint64 indexed actor,
        uint32 place,
        uint128 amount,
        uint128 paid,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The payee confirms to have received `received` of a tranche in all.
    event ShareConfirmed(
        uint64 indexed sequence,
        uint64 indexed loss,
        uint64 indexed actor,
        uint32 place,
        uint128 received,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The party of a tranche took its payee's rights to the extent of `extent`, `subrogated` in all (Civil Code 700).
    event RightsSubrogated(
        uint64 indexed sequence,
        uint64 indexed loss,
        uint64 indexed actor,
        uint32 place,
        uint128 extent,
        uint128 subrogated,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice `amount` came back and was shared: `borne` to the tranches for what they bore, `relieved` to the payees of those
    /// that owe as much less.
    event RecoveryShared(
        uint64 indexed sequence,
        uint64 indexed loss,
        uint64 indexed actor,
        uint128 amount,
        uint256[] borne,
        uint256[] relieved,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );

    /// @notice No loss has this id.
    error UnknownLoss(uint64 loss);
    /// @notice The loss has no tranche at this place that pays; the creditor's pays nothing.
    error NoSuchShare(uint64 loss, uint256 place);
    /// @notice Not all rights of the pledge are realised, or the debtor owes nothing more.
    error NoDeficiency(uint64 pledge);
    /// @notice The loss must be above 0 and at most what the debtor still owes and what is covered.
    error LossOutOfRange(uint64 pledge, uint128 amount, uint128 deficiency, uint128 principal);
    /// @notice The acting party does not bear the tranche.
    error NotThePayer(uint64 loss, uint256 place, uint64 payer, uint64 actor);
    /// @notice The acting party is not whom the tranche is paid to.
    error NotThePayee(uint64 loss, uint256 place, uint64 payee, uint64 actor);
    /// @notice The payments would exceed what is owed by now.
    error ShareExceeded(uint64 loss, uint256 place, uint256 paid, uint256 due);
    /// @notice The receipt must be more than was confirmed before, and not more than was paid and is owed.
    error ReceiptOutOfRange(uint64 loss, uint256 place, uint128 received, uint128 confirmed, uint256 most);
    /// @notice Rights pass only to the extent that was paid.
    error BeyondPayment(uint64 loss, uint256 place, uint256 extent, uint128 confirmed);
    /// @notice Only the creditor, or who has taken rights of it, collects.
    error NotACollector(uint64 loss, uint64 actor);
    /// @notice More would come back than is lost.
    error RecoveryTooHigh(uint64 loss, uint256 recovered, uint128 amount);
    /// @notice A field does not fit.
    error InvalidLoss(string field);

    /// @notice Declares the loss of a covered pledge all of whose rights are realised: at most what the debtor still owes.
    /// @custom:access-control the pledgee
    function declareLoss(uint64 pledge, uint128 amount, bytes32 salt, Act calldata act) external returns (uint64 loss);

    /// @notice States a payment of a tranche, whole or in part.
    /// @param place of the tranche in the scheme, from 1
    /// @custom:access-control the party of the tranche
    function payShare(uint64 loss, uint32 place, uint128 amount, bytes32 salt, Act calldata act) external;

    /// @notice Confirms what was received of a tranche in all.
    /// @custom:access-control the pledgee; for a reinsurer's tranche the party of the reinsured one
    function confirmShare(uint64 loss, uint32 place, uint128 received, bytes32 salt, Act calldata act) external;

    /// @notice Takes the payee's rights, whole or in part, to the extent of what was paid and confirmed. The payee's remainder
    /// is not harmed: recoveries run in the scheme's order.
    /// @custom:access-control the party of the tranche
    function subrogate(uint64 loss, uint32 place, uint128 extent, bytes32 salt, Act calldata act) external;

    /// @notice Shares what came back.
    /// @custom:access-control the pledgee, or a party that has taken rights
    function shareRecovery(uint64 loss, uint128 amount, bytes32 salt, Act calldata act) external;

    /// @notice The reading of a loss.
    function lossOf(uint64 loss) external view returns (LossView memory);

    /// @notice The reading of one tranche's part in a loss.
    function shareOf(uint64 loss, uint256 place) external view returns (ShareView memory);

    /// @notice The loss that was declared last of a pledge; 0 when none was.
    function lossOfPledge(uint64 pledge) external view returns (uint64);
}
