// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBuybackBook} from "../interfaces/IBuybackBook.sol";

/// @title FundCapital
/// @notice The money of a revolving fund: what is open, what is inventory at cost, and the capital that both stay within.
library FundCapital {
    /// @dev Minor units of one currency.
    struct Money {
        uint128 capital;
        uint128 open;
        uint128 inventory;
    }

    /// @notice Open commitments and inventory at cost.
    function exposure(Money storage self) internal view returns (uint256) {
        return uint256(self.open) + self.inventory;
    }

    /// @notice Binds capital for a commitment. Reverts when the fund has not so much free.
    function bind(Money storage self, uint64 fund, uint128 price) internal {
        uint256 sum = exposure(self) + price;
        if (sum > self.capital) revert IBuybackBook.CapitalExceeded(fund, sum, self.capital);
        self.open += price;
    }

    /// @notice Frees what a commitment bound that came to nothing.
    function unbind(Money storage self, uint128 price) internal {
        self.open -= price;
    }

    /// @notice An exercised commitment is paid: what was bought is inventory at cost.
    function buy(Money storage self, uint128 price) internal {
        self.open -= price;
        self.inventory += price;
    }

    /// @notice What was bought for `cost` is sold for `price`: the cost is free again, and the difference is gain or loss.
    /// @return capital the capital after it
    function sell(Money storage self, uint128 cost, uint128 price) internal returns (uint128 capital) {
        // Cost is part of the inventory and that part of the capital, so a loss never takes more than there is.
        uint256 after_ = uint256(self.capital) - cost + price;
        if (after_ > type(uint128).max) {
            revert IBuybackBook.AmountTooLarge("capital", after_, type(uint128).max);
        }
        capital = uint128(after_);
        self.inventory -= cost;
        self.capital = capital;
    }

    /// @notice Declares another capital. Reverts when it is below what is bound.
    function declare(Money storage self, uint64 fund, uint128 capital) internal {
        uint256 sum = exposure(self);
        if (sum > capital) revert IBuybackBook.CapitalExceeded(fund, sum, capital);
        self.capital = capital;
    }
}
