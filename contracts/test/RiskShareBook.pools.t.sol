// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRiskShareBook, PoolTerms, PoolView, RecoveryOrder, RiskFixture, SchemeTerms, Tranche} from "./RiskFixture.sol";

/// @notice declarePool and fundPool, and what losses do to a pool.
contract RiskShareBookPoolsTest is RiskFixture {
    function test_a_pool_is_opened_and_paid_into() public {
        uint64 pool = _declarePool(1_000);
        _assertEvent(
            address(risks),
            IRiskShareBook.PoolDeclared.selector,
            pool,
            treasury,
            abi.encode(_poolTerms(1_000), _act(), 1)
        );
        _fund(POOL_KEY, pool, 5);
        _assertEvent(
            address(risks),
            IRiskShareBook.PoolFunded.selector,
            pool,
            treasury,
            abi.encode(5, 1_005, SALT, _act(), 1)
        );
        PoolView memory entry = risks.poolOf(pool);
        same(entry.owner, treasury, "owner");
        same(bytes32(entry.currency), bytes32(bytes3("CNY")), "currency");
        _assertPool(pool, 1_005, 0, 0, 0);
        same(risks.poolOf(0).owner, 0, "no pool");
    }

    function test_a_pool_says_all_that_it_must() public {
        PoolTerms memory terms = _poolTerms(1);
        terms.currency = "C Y";
        _invalid("currency", terms);
        _invalid("capital", _poolTerms(0));
        terms = _poolTerms(1);
        terms.salt = 0;
        _invalid("salt", terms);
        terms = _poolTerms(1);
        terms.rules = "";
        _missing("rules");
        vm.prank(POOL_KEY);
        risks.declarePool(terms, _act());
        _recorded();
        vm.prank(POOL_KEY);
        risks.declarePool(_poolTerms(1), _officeAct());
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        risks.declarePool(_poolTerms(1), _act());
    }

    function test_only_its_owner_pays_into_a_pool() public {
        uint64 pool = _declarePool(1_000);
        _refused(abi.encodeWithSelector(IRiskShareBook.NotThePoolsOwner.selector, pool, treasury, guarantee));
        _fund(GUARANTEE_KEY, pool, 1);
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidScheme.selector, "amount"));
        _fund(POOL_KEY, pool, 0);
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidScheme.selector, "salt"));
        vm.prank(POOL_KEY);
        risks.fundPool(pool, 1, 0, _act());
        _recorded();
        vm.prank(POOL_KEY);
        risks.fundPool(pool, 1, SALT, _officeAct());
        _refused(abi.encodeWithSelector(IRiskShareBook.PoolTooLarge.selector, pool, 1 << 128));
        _fund(POOL_KEY, pool, type(uint128).max - 999);
        _refused(abi.encodeWithSelector(IRiskShareBook.UnknownPool.selector, 0));
        _fund(POOL_KEY, 0, 1);
    }

    function test_a_pool_pays_until_it_is_exhausted_and_gets_back_what_comes_back() public {
        uint64 pool = _declarePool(300_000_000);
        uint64 loss = _lost(_public(pool));
        same(losses.shareOf(loss, 0).share, LOSS - 300_000_000, "what the pool has not is the bank's");
        _assertPool(pool, 300_000_000, 300_000_000, 0, 0);
        _pay(POOL_KEY, loss, 1, 100_000_000);
        _confirm(BANK_KEY, loss, 1, 100_000_000);
        _assertPool(pool, 200_000_000, 200_000_000, 100_000_000, 0);
        // What the bank bears, what it is still owed, and then the pool's own.
        _recover(BANK_KEY, loss, LOSS - 300_000_000);
        _assertPool(pool, 200_000_000, 200_000_000, 100_000_000, 0);
        _recover(BANK_KEY, loss, 200_000_000);
        _assertPool(pool, 200_000_000, 0, 100_000_000, 0);
        same(risks.trancheOf(losses.lossOf(loss).scheme, 1).used, 100_000_000, "what it is relieved of is free again");
        _recover(BANK_KEY, loss, 100_000_000);
        _assertPool(pool, 300_000_000, 0, 100_000_000, 100_000_000);
        _assertHistory();
    }

    function test_what_comes_back_must_fit_the_pool() public {
        uint64 pool = _declarePool(300_000_000);
        uint64 loss = _lost(_public(pool));
        _pay(POOL_KEY, loss, 1, 300_000_000);
        _confirm(BANK_KEY, loss, 1, 300_000_000);
        _fund(POOL_KEY, pool, type(uint128).max);
        _refused(abi.encodeWithSelector(IRiskShareBook.PoolTooLarge.selector, pool, (1 << 128) + 299_999_999));
        _recover(BANK_KEY, loss, LOSS);
    }

    function _public(uint64 pool) private returns (uint64 proposed) {
        Tranche[] memory tranches = new Tranche[](2);
        tranches[0] = _creditor(2_000);
        tranches[1] = _tranche(treasury, 8_000, 0);
        tranches[1].pool = pool;
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.CreditorFirst, tranches);
        vm.prank(POOL_KEY);
        return risks.proposeScheme(terms, _act());
    }

    function _fund(address key, uint64 pool, uint128 amount) private {
        vm.prank(key);
        risks.fundPool(pool, amount, SALT, _act());
    }

    function _invalid(string memory field, PoolTerms memory terms) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidScheme.selector, field));
        vm.prank(POOL_KEY);
        risks.declarePool(terms, _act());
    }

    function _assertPool(
        uint64 pool,
        uint256 capital,
        uint256 reserved,
        uint256 used,
        uint256 replenished
    ) private view {
        PoolView memory entry = risks.poolOf(pool);
        same(entry.capital, capital, "capital");
        same(entry.reserved, reserved, "reserved");
        same(entry.used, used, "used");
        same(entry.replenished, replenished, "replenished");
    }
}
