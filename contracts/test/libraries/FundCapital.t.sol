// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBuybackBook} from "../../interfaces/IBuybackBook.sol";
import {FundCapital} from "../../libraries/FundCapital.sol";
import {Test} from "../support/Test.sol";

contract FundCapitalTest is Test {
    using FundCapital for FundCapital.Money;

    FundCapital.Money private _money;

    function testFuzz_capital_is_bound_to_the_last_unit(uint128 capital, uint128 open, uint128 price) public {
        open = uint128(within(open, 0, capital));
        this.declare(capital);
        this.bind(open);
        uint256 sum = uint256(open) + price;
        if (sum > capital) {
            vm.expectRevert(abi.encodeWithSelector(IBuybackBook.CapitalExceeded.selector, 1, sum, capital));
        }
        this.bind(price);
        same(_money.exposure(), sum > capital ? open : sum, "exposure");
    }

    function testFuzz_what_is_bound_and_unbound_leaves_nothing(uint128 capital, uint128 price) public {
        price = uint128(within(price, 0, capital));
        this.declare(capital);
        this.bind(price);
        this.unbind(price);
        same(_money.exposure(), 0, "exposure");
        same(_money.capital, capital, "capital");
    }

    function testFuzz_a_resale_moves_the_capital_by_gain_or_loss(uint128 capital, uint128 cost, uint128 price) public {
        cost = uint128(within(cost, 0, capital));
        this.declare(capital);
        this.bind(cost);
        this.buy(cost);
        same(_money.inventory, cost, "inventory at cost");
        same(_money.open, 0, "open");
        uint256 expected = uint256(capital) - cost + price;
        bool tooMuch = expected > type(uint128).max;
        if (tooMuch) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IBuybackBook.AmountTooLarge.selector,
                    "capital",
                    expected,
                    uint256(type(uint128).max)
                )
            );
        }
        this.sell(cost, price);
        same(_money.capital, tooMuch ? capital : expected, "capital");
        same(_money.inventory, tooMuch ? cost : 0, "inventory");
    }

    function testFuzz_capital_is_not_lowered_below_what_is_bound(uint128 bound, uint128 capital) public {
        this.declare(bound);
        this.bind(bound);
        if (capital < bound) {
            vm.expectRevert(abi.encodeWithSelector(IBuybackBook.CapitalExceeded.selector, 1, bound, capital));
        }
        this.declare(capital);
        same(_money.capital, capital < bound ? bound : capital, "capital");
    }

    function declare(uint128 capital) external {
        _money.declare(1, capital);
    }

    function bind(uint128 price) external {
        _money.bind(1, price);
    }

    function unbind(uint128 price) external {
        _money.unbind(price);
    }

    function buy(uint128 price) external {
        _money.buy(price);
    }

    function sell(uint128 cost, uint128 price) external {
        _money.sell(cost, price);
    }
}
