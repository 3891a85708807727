// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Waterfall
/// @notice How a loss runs down a scheme and how what comes back runs up again. Everything is exact: whole minor units,
/// nothing lost, nothing made. Place 0 is the creditor's: it bears what the rates give it and what the caps of the
/// others keep out.
library Waterfall {
    /// @notice The whole, in basis points.
    uint256 internal constant WHOLE = 10_000;

    /// @notice A tranche as far as a loss is concerned.
    struct Layer {
        /// Basis points: of the loss, or of what the tranche at `reinsures` pays.
        uint256 rate;
        /// Place of the tranche that it reimburses; 0 for a share of the loss itself.
        uint256 reinsures;
        /// The most that it can bear of this loss.
        uint256 limit;
    }

    /// @notice What stands with each tranche when something comes back.
    struct Standing {
        /// What it bears for good.
        uint256 own;
        /// What it owes and has not paid; its payee bears it until then. Nothing for the creditor.
        uint256 owed;
    }

    /// @notice Splits `amount` by `weights` to the last unit: each gets its whole part, and the units that are left go one
    /// each to the largest remainders, at equal ones to the earlier place. Where `amount` is at most the sum of the weights
    /// no share exceeds its weight.
    /// @param amount below 2^128
    /// @param weights each below 2^128; not all zero unless `amount` is
    function split(uint256 amount, uint256[] memory weights) internal pure returns (uint256[] memory shares) {
        uint256 count = weights.length;
        shares = new uint256[](count);
        if (amount == 0) return shares;
        uint256 sum = 0;
        for (uint256 place = 0; place < count; ++place) sum += weights[place];
        uint256[] memory remainders = new uint256[](count);
        uint256 left = amount;
        for (uint256 place = 0; place < count; ++place) {
            uint256 product = amount * weights[place];
            shares[place] = product / sum;
            remainders[place] = product % sum;
            left -= shares[place];
        }
        for (; left != 0; --left) {
            uint256 largest = 0;
            for (uint256 place = 1; place < count; ++place) {
                if (remainders[place] > remainders[largest]) largest = place;
            }
            ++shares[largest];
            remainders[largest] = 0;
        }
    }

    /// @notice What each tranche bears at most of a loss of `amount`. Shares of the loss itself add up to it; what a limit
    /// keeps out is the creditor's. A reinsurer's share is what it will owe once its reinsured has paid all of its own.
    /// @param layers at least one; the rates of those that reinsure nothing add up to the whole
    function shareLoss(uint256 amount, Layer[] memory layers) internal pure returns (uint256[] memory shares) {
        uint256 count = layers.length;
        uint256[] memory rates = new uint256[](count);
        for (uint256 place = 0; place < count; ++place) {
            if (layers[place].reinsures == 0) rates[place] = layers[place].rate;
        }
        shares = split(amount, rates);
        for (uint256 place = 1; place < count; ++place) {
            Layer memory layer = layers[place];
            if (layer.reinsures == 0) {
                if (shares[place] > layer.limit) {
                    shares[0] += shares[place] - layer.limit;
                    shares[place] = layer.limit;
                }
            } else {
                // The reinsured stands before it, so its share is settled.
                shares[place] = reimbursed(shares[layer.reinsures], layer.rate, layer.limit);
            }
        }
    }

    /// @notice What a reinsurer owes on `paid`: its rate of it in whole units, at most `limit`. The part of a unit stays with
    /// the reinsured. More paid never makes it less.
    function reimbursed(uint256 paid, uint256 rate, uint256 limit) internal pure returns (uint256 due) {
        due = (paid * rate) / WHOLE;
        if (due > limit) due = limit;
    }

    /// @notice Where `amount` that came back goes. By the ratio of what each bears or owes; or first to what the creditor
    /// bears, then to what it is still owed, then to the others' own.
    /// @param amount at most the sum of all that stands
    /// @return borne what each gets back of its own
    /// @return relieved by how much each owes less; that money is its payee's
    function shareRecovery(
        uint256 amount,
        Standing[] memory standings,
        bool creditorFirst
    ) internal pure returns (uint256[] memory borne, uint256[] memory relieved) {
        uint256 count = standings.length;
        // Own at the even places, owed at the odd ones.
        uint256[] memory weights = new uint256[](2 * count);
        for (uint256 place = 0; place < count; ++place) {
            weights[2 * place] = standings[place].own;
            weights[2 * place + 1] = standings[place].owed;
        }
        uint256[] memory parts = creditorFirst ? _inRanks(amount, weights) : split(amount, weights);
        borne = new uint256[](count);
        relieved = new uint256[](count);
        for (uint256 place = 0; place < count; ++place) {
            borne[place] = parts[2 * place];
            relieved[place] = parts[2 * place + 1];
        }
    }

    /// @dev Rank 0 is what the creditor bears, rank 1 what is owed, rank 2 what the others bear.
    function _inRanks(uint256 amount, uint256[] memory weights) private pure returns (uint256[] memory parts) {
        uint256 count = weights.length;
        parts = new uint256[](count);
        for (uint256 rank = 0; rank < 3 && amount != 0; ++rank) {
            uint256[] memory own = new uint256[](count);
            uint256 sum = 0;
            for (uint256 place = 0; place < count; ++place) {
                uint256 held =
                    place == 0
                        ? 0
                        : place % 2 == 1
                            ? 1
                            : 2;
                if (held != rank) continue;
                own[place] = weights[place];
                sum += own[place];
            }
            uint256 here = amount < sum ? amount : sum;
            uint256[] memory got = split(here, own);
            for (uint256 place = 0; place < count; ++place) parts[place] += got[place];
            amount -= here;
        }
    }
}
