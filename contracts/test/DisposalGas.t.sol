// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DisposalFixture} from "./DisposalFixture.sol";

/// @notice Gas of the disposal verbs, for the committed snapshot.
contract DisposalGasTest is DisposalFixture {
    uint64 private _open;
    uint64 private _sold;

    /// @dev Gas is that of a young ledger, as the snapshot has it.
    function _before() internal pure override returns (uint64) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        _enforce(pledge);
        _open = _list(_keys(pledged[0]));
        _sold = _list(_keys(pledged[1]));
        _sell(_sold, _sale());
        _realise(_keys(pledged[1]));
    }

    function test_list_rights() public {
        _list(_keys(pledged[2]));
    }

    function test_reprice() public {
        vm.prank(BANK_KEY);
        disposals.reprice(_open, 1, SALT, _act());
    }

    function test_sell() public {
        _sell(_open, _sale());
    }

    function test_settle() public {
        _settle(_sold, _keys(pledged[1]));
    }

    function test_delist() public {
        _delist(_open, _keys(pledged[0]));
    }
}
