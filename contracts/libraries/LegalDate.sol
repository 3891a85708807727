// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title LegalDate
/// @notice Calendar dates of an office, written as the decimal number yyyymmdd. They compare as numbers.
library LegalDate {
    /// @notice Whether the number is a date of the Gregorian calendar in the years 1800 to 9999. 0 (not stated) is not a date.
    function isDate(uint32 value) internal pure returns (bool) {
        uint256 year = value / 10_000;
        uint256 month = (value / 100) % 100;
        uint256 day = value % 100;
        if (year < 1800 || year > 9999 || month == 0 || month > 12 || day == 0) return false;
        return day <= _daysIn(year, month);
    }

    function _daysIn(uint256 year, uint256 month) private pure returns (uint256) {
        if (month == 2) return _isLeap(year) ? 29 : 28;
        if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
        return 31;
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
