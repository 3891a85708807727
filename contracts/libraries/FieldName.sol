// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title FieldName
/// @notice Names of fields in errors. Checks take them as one word, which costs next to nothing while nothing is wrong;
/// the text that the error carries is made only when it is raised.
library FieldName {
    /// @notice The name as text, without the zero bytes behind it.
    function text(bytes32 name) internal pure returns (string memory) {
        uint256 length = 0;
        while (length < 32 && name[length] != 0) ++length;
        bytes memory letters = new bytes(length);
        for (uint256 index = 0; index < length; ++index) letters[index] = name[index];
        return string(letters);
    }
}
