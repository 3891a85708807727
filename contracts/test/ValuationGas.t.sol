// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ValuationFixture} from "./ValuationFixture.sol";

/// @notice Gas of the valuation verbs, for the committed snapshot.
contract ValuationGasTest is ValuationFixture {
    uint64 private _open;
    uint64 private _read;

    /// @dev Gas is that of a young ledger, as the snapshot has it.
    function _before() internal pure override returns (uint64) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        _open = _engaged();
        _read = _engaged();
        _allow(clientKey, _read, bank);
    }

    function test_engage() public {
        _engaged();
    }

    function test_deliver() public {
        _deliver(_open, _result());
    }

    function test_abandon() public {
        _abandon(APPRAISER_KEY, _open, LOW, HIGH);
    }

    function test_allow_reader() public {
        _allow(clientKey, _open, bank);
    }

    function test_withdraw_reader() public {
        vm.prank(clientKey);
        valuations.withdrawReader(_read, bank, _act());
    }
}
