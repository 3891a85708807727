// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RecoveryOrder, RiskFixture, SchemeTerms, Tranche} from "./RiskFixture.sol";

/// @notice Gas of the verbs of shared risk, for the committed snapshot.
contract RiskGasTest is RiskFixture {
    uint64 private _proposed;
    uint64 private _lostBefore;

    /// @dev Gas is that of a young ledger, as the snapshot has it.
    function _before() internal pure override returns (uint64) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        _proposed = _propose(_schemeTerms(RecoveryOrder.ProRata));
        _lostBefore = _paid(scheme);
        pledged = _patents(50, 1);
        pledge = _registered(pledged);
        _coverPledge(scheme, LOAN);
        _realise(LOSS);
    }

    function test_propose_scheme_of_three() public {
        _propose(_schemeTerms(RecoveryOrder.ProRata));
    }

    function test_propose_scheme_of_twelve() public {
        Tranche[] memory tranches = new Tranche[](12);
        tranches[0] = _creditor(4_500);
        for (uint256 place = 1; place < 12; ++place) tranches[place] = _tranche(guarantee, 500, 0);
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata, tranches);
        _propose(terms);
    }

    function test_join_scheme() public {
        _join(GUARANTEE_KEY, _proposed);
    }

    function test_declare_loss() public {
        _declareLoss(LOSS);
    }

    function test_share_recovery() public {
        _recover(BANK_KEY, _lostBefore, RECOVERY);
    }

    function test_declare_pool() public {
        _declarePool(1_000);
    }
}
