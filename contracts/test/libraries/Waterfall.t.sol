// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Waterfall} from "../../libraries/Waterfall.sol";
import {Test} from "../support/Test.sol";

/// @notice Splits of 1 to 12 tranches and amounts of 1 to 2^96.
contract WaterfallTest is Test {
    uint256 private constant MOST = 1 << 96;

    function test_units_left_go_to_the_largest_remainders_and_then_to_the_earlier_place() public pure {
        uint256[] memory weights = new uint256[](3);
        (weights[0], weights[1], weights[2]) = (1, 1, 1);
        _same(Waterfall.split(10, weights), 4, 3, 3);
        (weights[0], weights[1], weights[2]) = (1, 2, 3);
        _same(Waterfall.split(5, weights), 1, 2, 2);
        _same(Waterfall.split(0, new uint256[](3)), 0, 0, 0);
    }

    function test_the_largest_sums_do_not_overflow() public pure {
        uint256[] memory weights = new uint256[](24);
        for (uint256 place = 0; place < 24; ++place) weights[place] = type(uint128).max;
        uint256[] memory shares = Waterfall.split(type(uint128).max, weights);
        same(_sum(shares), type(uint128).max, "sum");
    }

    function testFuzz_a_split_adds_up_and_is_off_by_less_than_a_unit(uint256 amount, uint256 seed) public pure {
        amount = within(amount, 1, MOST);
        uint256[] memory weights = _weights(seed, within(seed, 1, 12), 1);
        uint256[] memory shares = Waterfall.split(amount, weights);
        uint256 sum = _sum(weights);
        same(_sum(shares), amount, "sum of the shares");
        for (uint256 place = 0; place < shares.length; ++place) {
            uint256 given = shares[place] * sum;
            uint256 exact = amount * weights[place];
            check(given < exact + sum && exact < given + sum, "off by a unit or more");
            if (amount <= sum) check(shares[place] <= weights[place], "above its weight");
        }
    }

    function testFuzz_shares_of_a_loss_add_up_within_their_limits(uint256 amount, uint256 seed) public pure {
        amount = within(amount, 1, MOST);
        Waterfall.Layer[] memory layers = _layers(seed);
        uint256[] memory shares = Waterfall.shareLoss(amount, layers);
        uint256 sum = 0;
        for (uint256 place = 0; place < layers.length; ++place) {
            Waterfall.Layer memory layer = layers[place];
            if (layer.reinsures == 0) sum += shares[place];
            else check(shares[place] <= shares[layer.reinsures], "a reinsurer bears more than its reinsured");
            if (place != 0) check(shares[place] <= layer.limit, "above its limit");
        }
        same(sum, amount, "sum of the shares");
    }

    function testFuzz_more_paid_never_makes_a_reinsurer_owe_less(
        uint128 paid,
        uint128 more,
        uint256 rate,
        uint128 limit
    ) public pure {
        rate = within(rate, 0, 10_000);
        uint256 before = Waterfall.reimbursed(paid, rate, limit);
        uint256 after_ = Waterfall.reimbursed(uint256(paid) + more, rate, limit);
        check(before <= after_ && after_ <= limit, "owes less, or above its limit");
        // Nor does what stays with the reinsured shrink.
        check(after_ - before <= more, "the reinsured bears less than before");
    }

    function testFuzz_nobody_gets_back_more_than_stands(uint256 amount, uint256 seed, bool creditorFirst) public pure {
        uint256 count = within(seed, 1, 12);
        Waterfall.Standing[] memory standings = new Waterfall.Standing[](count);
        uint256[] memory owns = _weights(seed, count, 0);
        uint256[] memory owes = _weights(~seed, count, 0);
        uint256 sum = 0;
        uint256 owed = 0;
        for (uint256 place = 0; place < count; ++place) {
            standings[place].own = owns[place];
            if (place != 0) standings[place].owed = owes[place];
            sum += owns[place] + standings[place].owed;
            owed += standings[place].owed;
        }
        amount = within(amount, 0, sum < MOST ? sum : MOST);
        (uint256[] memory borne, uint256[] memory relieved) = Waterfall.shareRecovery(amount, standings, creditorFirst);
        same(_sum(borne) + _sum(relieved), amount, "sum");
        for (uint256 place = 0; place < count; ++place) {
            check(borne[place] <= standings[place].own, "more than it bears");
            check(relieved[place] <= standings[place].owed, "more than it owes");
            if (creditorFirst && place != 0 && borne[place] != 0) {
                same(borne[0], owns[0], "the creditor is whole before");
                same(_sum(relieved), owed, "and nothing is owed to it any more");
            }
        }
    }

    function _layers(uint256 seed) private pure returns (Waterfall.Layer[] memory layers) {
        uint256 count = within(seed, 1, 12);
        layers = new Waterfall.Layer[](count);
        uint256 left = 10_000;
        for (uint256 place = 1; place < count; ++place) {
            uint256 drawn = uint256(keccak256(abi.encode(seed, place)));
            layers[place].limit = within(drawn >> 64, 1, MOST);
            // Every third tranche reinsures the one before it.
            if (place % 3 == 0) {
                layers[place].reinsures = place - 1;
                layers[place].rate = within(drawn, 1, 10_000);
            } else {
                layers[place].rate = within(drawn, 0, left);
                left -= layers[place].rate;
            }
        }
        layers[0].rate = left;
    }

    function _weights(uint256 seed, uint256 count, uint256 least) private pure returns (uint256[] memory weights) {
        weights = new uint256[](count);
        for (uint256 place = 0; place < count; ++place) {
            uint256 drawn = uint256(keccak256(abi.encode(seed, place)));
            // Sums of very different sizes.
            weights[place] = within(drawn, least, (MOST >> (drawn % 96)) + least);
        }
        weights[0] = weights[0] == 0 ? 1 : weights[0];
    }

    function _sum(uint256[] memory values) private pure returns (uint256 sum) {
        for (uint256 index = 0; index < values.length; ++index) sum += values[index];
    }

    function _same(uint256[] memory shares, uint256 first, uint256 second, uint256 third) private pure {
        same(shares[0], first, "first");
        same(shares[1], second, "second");
        same(shares[2], third, "third");
    }
}
