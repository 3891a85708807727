// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LegalDate} from "../../libraries/LegalDate.sol";
import {Test} from "../support/Test.sol";

contract LegalDateTest is Test {
    function test_takes_real_dates() public pure {
        uint32[10] memory dates = [
            uint32(18000101),
            18991231,
            19000228,
            20000229,
            20240229,
            20250131,
            20250430,
            20251231,
            24000229,
            99991231
        ];
        for (uint256 index = 0; index < dates.length; ++index) check(LegalDate.isDate(dates[index]), "a date");
    }

    function test_refuses_what_no_calendar_has() public pure {
        uint32[16] memory numbers = [
            uint32(0),
            1,
            17991231,
            19000229,
            20230229,
            20240230,
            20250431,
            20250631,
            20250931,
            20251131,
            20250132,
            20250100,
            20250001,
            20251301,
            100000101,
            type(uint32).max
        ];
        for (uint256 index = 0; index < numbers.length; ++index) check(!LegalDate.isDate(numbers[index]), "no date");
    }

    /// @dev Against the day number of the proleptic Gregorian calendar: a date is one that comes back.
    function testFuzz_agrees_with_day_numbers(uint256 seed) public pure {
        uint256 year = within(seed, 1800, 9999);
        uint256 month = within(seed >> 32, 0, 13);
        uint256 day = within(seed >> 64, 0, 32);
        bool expected = month >= 1 && month <= 12 && day >= 1;
        if (expected) {
            uint256 next = month == 12 ? _days(year + 1, 1, 1) : _days(year, month + 1, 1);
            expected = _days(year, month, 1) + day - 1 < next;
        }
        check(LegalDate.isDate(uint32(year * 10_000 + month * 100 + day)) == expected, "date");
    }

    function _days(uint256 year, uint256 month, uint256 day) private pure returns (uint256) {
        if (month <= 2) (year, month) = (year - 1, month + 12);
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day;
    }
}
