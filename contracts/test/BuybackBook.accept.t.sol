// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackFixture,
    CommitmentState,
    CommitmentTerms,
    CoverView,
    Filing,
    FundTerms,
    IBook,
    IBuybackBook,
    IPledgeRegistry,
    PledgeState
} from "./BuybackFixture.sol";
import {ObligationKind} from "../interfaces/IPledgeRegistry.sol";

contract BuybackBookAcceptTest is BuybackFixture {
    function test_the_pledgee_accepts_at_the_cap() public {
        uint64 commitment = _offer(_terms(PRICE));
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.CommitmentAccepted(next, commitment, bank, LOAN, 7_500, _ids(owner), SALT, _act(), 1);
        _accept(commitment, LOAN);
        _assertState(commitment, CommitmentState.Accepted);
        _assertMoney(CAPITAL, PRICE, 0);
        CoverView memory cover = buybacks.coverOf(pledge);
        same(cover.committed, PRICE, "committed");
        same(cover.principal, LOAN, "principal");
        same(cover.cap, 7_500, "cap");
        _wrong(commitment, CommitmentState.Accepted);
        _accept(commitment, LOAN);
        _assertHistory();
    }

    function test_one_fen_over_the_cap_is_refused() public {
        uint64 commitment = _offer(_terms(PRICE + 1));
        _overCap(PRICE + 1, LOAN, 7_500);
        _accept(commitment, LOAN);
    }

    function test_the_cap_binds_the_sum_over_all_funds() public {
        _accepted(PRICE - 10);
        uint64 other = _declare(_fundTerms(CAPITAL));
        vm.prank(MANAGER_KEY);
        uint64 commitment = buybacks.offer(other, pledge, _terms(11), _act());
        _overCap(PRICE + 1, LOAN, 7_500);
        _accept(commitment, LOAN);
        vm.prank(MANAGER_KEY);
        commitment = buybacks.offer(other, pledge, _terms(10), _act());
        _accept(commitment, LOAN);
        same(buybacks.coverOf(pledge).committed, PRICE, "committed");
    }

    function test_the_cap_is_on_what_is_drawn_and_never_on_the_maximum() public {
        Filing memory filing = _filing(_patents(100, 1));
        filing.obligation.kind = ObligationKind.Maximum;
        pledge = _file(filing, _consents(filing));
        _register(pledge, filing.rights);
        uint64 commitment = _offer(_terms(301));
        _overCap(301, 400, 7_500);
        _accept(commitment, 400);
        commitment = _offer(_terms(300));
        _accept(commitment, 400);
        // Repaid in part since: what stands already counts against the smaller principal.
        commitment = _offer(_terms(1));
        _overCap(301, 200, 7_500);
        _accept(commitment, 200);
    }

    function test_more_principal_than_is_secured_is_refused_and_so_is_none() public {
        uint64 commitment = _offer(_terms(1));
        uint128[2] memory principals = [LOAN + 1, type(uint128).max];
        for (uint256 index = 0; index < 2; ++index) {
            _refused(abi.encodeWithSelector(IBuybackBook.PrincipalTooHigh.selector, pledge, principals[index], LOAN));
            _accept(commitment, principals[index]);
        }
        _invalid("principal");
        _accept(commitment, 0);
    }

    function test_another_cap_binds_from_then_on() public {
        uint64 commitment = _offer(_terms(PRICE));
        vm.prank(GOVERNOR);
        buybacks.setCap(7_499, _act());
        _overCap(PRICE, LOAN, 7_499);
        _accept(commitment, LOAN);
        vm.prank(GOVERNOR);
        buybacks.setCap(10_000, _act());
        commitment = _offer(_terms(LOAN));
        _accept(commitment, LOAN);
        commitment = _offer(_terms(1));
        _overCap(LOAN + 1, LOAN, 10_000);
        _accept(commitment, LOAN);
    }

    function test_the_largest_price_overflows_nothing() public {
        _accepted(1);
        uint64 commitment = _offer(_terms(type(uint128).max));
        _overCap(uint256(type(uint128).max) + 1, LOAN, 7_500);
        _accept(commitment, LOAN);
    }

    function test_one_fen_over_the_capital_is_refused() public {
        vm.prank(FUND_KEY);
        buybacks.reviseFund(revolving, _fundTerms(PRICE - 1), _act());
        uint64 commitment = _offer(_terms(PRICE));
        _refused(abi.encodeWithSelector(IBuybackBook.CapitalExceeded.selector, revolving, PRICE, PRICE - 1));
        _accept(commitment, LOAN);
    }

    function test_one_fen_over_the_limit_of_a_pledgor_is_refused() public {
        FundTerms memory terms = _fundTerms(CAPITAL);
        terms.pledgorLimit = 100;
        vm.prank(FUND_KEY);
        buybacks.reviseFund(revolving, terms, _act());
        _accepted(99);
        uint64 commitment = _offer(_terms(2));
        _refused(
            abi.encodeWithSelector(IBuybackBook.PledgorLimitExceeded.selector, revolving, owner, uint256(101), 100)
        );
        _accept(commitment, LOAN);
        _accepted(1);
        _assertMoney(CAPITAL, 100, 0);
    }

    function test_the_pledgors_are_the_pledges() public {
        uint64 commitment = _offer(_terms(1));
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.WrongPledgors.selector,
                pledge,
                keccak256(abi.encode(coOwner)),
                keccak256(abi.encode(owner))
            )
        );
        vm.prank(BANK_KEY);
        buybacks.accept(commitment, LOAN, _ids(coOwner), SALT, _act());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "pledgors", 257, 256));
        vm.prank(BANK_KEY);
        buybacks.accept(commitment, LOAN, new uint64[](257), SALT, _act());
    }

    function test_only_a_registered_pledge_binds_the_fund() public {
        uint64 commitment = _offer(_terms(1));
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Registered)) continue;
            _setState(pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, state));
            _accept(commitment, LOAN);
        }
    }

    function test_an_offer_whose_window_has_closed_is_not_accepted() public {
        CommitmentTerms memory terms = _terms(1);
        uint64 commitment = _offer(terms);
        vm.warp(terms.closesAt);
        uint256 before = vm.snapshotState();
        _accept(commitment, LOAN);
        vm.revertToState(before);
        vm.warp(terms.closesAt + 1);
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.InvalidWindow.selector,
                terms.opensAt,
                terms.closesAt,
                terms.closesAt + 1
            )
        );
        _accept(commitment, LOAN);
    }

    function test_an_overdue_fund_binds_itself_no_further() public {
        uint64 waiting = _offer(_terms(1));
        uint64 called = _exercised(PRICE - 1);
        _setState(pledge, PledgeState.Registered);
        uint64 dueAt = buybacks.commitmentOf(called).dueAt;
        vm.warp(dueAt + 1);
        _refused(abi.encodeWithSelector(IBuybackBook.FundOverdue.selector, revolving, called, dueAt));
        _accept(waiting, LOAN);
        _pay(called, PRICE - 1);
        _nominate(fund);
        _confirm(called, PRICE - 1);
        _accept(waiting, LOAN);
    }

    function test_a_claim_that_the_fund_took_over_is_not_guaranteed_by_it() public {
        uint64 commitment = _offer(_terms(1));
        _nominate(fund);
        _takeOver(fund, FUND_KEY);
        _refused(abi.encodeWithSelector(IBuybackBook.OwnClaim.selector, pledge, fund));
        vm.prank(FUND_KEY);
        buybacks.accept(commitment, LOAN, _ids(owner), SALT, _act());
    }

    function test_only_the_present_pledgee_accepts() public {
        uint64 commitment = _offer(_terms(1));
        _notPledgee(OTHER_BANK_KEY);
        vm.prank(OTHER_BANK_KEY);
        buybacks.accept(commitment, LOAN, _ids(owner), SALT, _act());
        _invalid("salt");
        vm.prank(BANK_KEY);
        buybacks.accept(commitment, LOAN, _ids(owner), 0, _act());
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.accept(commitment, LOAN, _ids(owner), SALT, _officeAct());
        _unknown();
        _accept(0, LOAN);
    }

    function test_an_amendment_to_another_currency_before_acceptance_is_noticed() public {
        uint64 commitment = _offer(_terms(1));
        // The currency of the pledge is the three bytes above state and kind in its first word.
        bytes32 slot = keccak256(abi.encode(pledge, 1));
        bytes32 word = vm.load(address(pledges), slot);
        uint256 cleared = uint256(word) & ~(uint256(0xffffff) << 16);
        vm.store(address(pledges), slot, bytes32(cleared | (uint256(uint24(bytes3("USD"))) << 16)));
        same(bytes32(pledges.pledgeOf(pledge).currency), bytes32("USD"), "the storage layout has changed");
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCurrency.selector, bytes3("CNY"), bytes3("USD")));
        _accept(commitment, LOAN);
    }

    function _overCap(uint256 committed, uint128 principal, uint32 cap) private {
        _refused(abi.encodeWithSelector(IBuybackBook.CapExceeded.selector, pledge, committed, principal, cap));
    }
}
