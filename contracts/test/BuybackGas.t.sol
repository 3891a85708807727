// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture} from "./BuybackFixture.sol";

/// @notice Gas of the buyback verbs, for the committed snapshot.
contract BuybackGasTest is BuybackFixture {
    uint64 private _offered;
    uint64 private _held;
    uint64 private _called;
    uint64 private _paid;
    uint64 private _bought;
    uint64 private _free;

    /// @dev Gas is that of a young ledger, as the snapshot has it.
    function _before() internal pure override returns (uint64) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        _held = _accepted(1_000);
        _called = _accepted(1_000);
        _paid = _accepted(1_000);
        uint64 first = pledge;
        pledge = _registered(_patents(100, 1));
        _bought = _settled(1_000);
        _takeOver(fund, FUND_KEY);
        _free = pledge = _registered(_patents(200, 1));
        _offered = _offer(_terms(1_000));
        pledge = first;
        _default();
        _exercise(_called);
        _exercise(_paid);
        _pay(_paid, 1_000);
        _nominate(fund);
    }

    function test_declare_fund() public {
        _declare(_fundTerms(CAPITAL));
    }

    function test_offer() public {
        pledge = _free;
        _offer(_terms(1_000));
    }

    function test_accept() public {
        pledge = _free;
        _accept(_offered, LOAN);
    }

    function test_exercise() public {
        _exercise(_held);
    }

    function test_pay() public {
        _pay(_called, 1_000);
    }

    function test_confirm() public {
        _confirm(_paid, 1_000);
    }

    function test_waive() public {
        vm.prank(BANK_KEY);
        buybacks.waive(_called, _act());
    }

    function test_resell() public {
        vm.prank(MANAGER_KEY);
        buybacks.resell(_bought, 900, SALT, _act());
    }
}
