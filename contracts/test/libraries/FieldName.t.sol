// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {FieldName} from "../../libraries/FieldName.sol";
import {Test} from "../support/Test.sol";

contract FieldNameTest is Test {
    function test_is_the_name_as_text() public pure {
        _reads("", "");
        _reads("owners", "owners");
        _reads("act.officialNumber", "act.officialNumber");
        _reads("exactly thirty-two letters long.", "exactly thirty-two letters long.");
    }

    function _reads(bytes32 name, string memory expected) private pure {
        same(keccak256(bytes(FieldName.text(name))), keccak256(bytes(expected)), expected);
    }
}
