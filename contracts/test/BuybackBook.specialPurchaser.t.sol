// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackFixture,
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    FundTerms,
    IBuybackBook,
    IPledgeRegistry,
    PartyKind,
    PledgeState
} from "./BuybackFixture.sol";

/// @notice An IP management company buys what is in default, holds it and sells it (paper row S6).
contract BuybackBookSpecialPurchaserTest is BuybackFixture {
    address private constant COMPANY_KEY = address(0x19C0);
    uint64 private _company;
    uint64 private _inventory;

    function setUp() public override {
        super.setUp();
        _company = _admit(PartyKind.IpManagementCompany, unicode"演示知识产权管理公司", COMPANY_KEY);
        uint256 kinds = GUARANTORS | (1 << uint256(PartyKind.IpManagementCompany));
        bytes4[4] memory verbs = [
            IBuybackBook.declareFund.selector,
            IBuybackBook.offer.selector,
            IBuybackBook.pay.selector,
            IBuybackBook.resell.selector
        ];
        for (uint256 index = 0; index < 4; ++index) _grant(address(buybacks), verbs[index], kinds);
        vm.prank(COMPANY_KEY);
        _inventory = buybacks.declareFund(FundTerms(_company, "CNY", CAPITAL, CAPITAL, SALT), _act());
    }

    function test_it_buys_rights_of_a_claim_in_default_holds_them_and_sells_them() public {
        _default();
        uint64 commitment = _offerFor(BuybackRoute.Sale);
        _accept(commitment, LOAN);
        _exercise(commitment);
        vm.prank(COMPANY_KEY);
        buybacks.pay(commitment, PRICE, SALT, _act());
        _confirm(commitment, PRICE);
        same(buybacks.fundOf(_inventory).inventory, PRICE, "inventory at cost");
        vm.prank(COMPANY_KEY);
        buybacks.resell(commitment, PRICE + 1, SALT, _act());
        _assertState(commitment, CommitmentState.Resold);
        same(buybacks.fundOf(_inventory).capital, CAPITAL + 1, "its gain");
        _assertHistory();
    }

    function test_it_buys_while_enforcement_runs_but_not_what_has_ended() public {
        _setState(pledge, PledgeState.Enforcing);
        uint64 commitment = _offerFor(BuybackRoute.Claim);
        PledgeState[2] memory ended = [PledgeState.Realised, PledgeState.Cancelled];
        for (uint256 index = 0; index < 2; ++index) {
            _setState(pledge, ended[index]);
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, ended[index]));
            _accept(commitment, LOAN);
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, ended[index]));
            _offerFor(BuybackRoute.Claim);
        }
    }

    function test_a_guarantor_promises_nothing_on_a_claim_in_default() public {
        uint64 commitment = _offer(_terms(PRICE));
        _default();
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Defaulted));
        _accept(commitment, LOAN);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Defaulted));
        _offer(_terms(PRICE));
    }

    function test_a_filed_claim_is_offered_for_and_accepted_when_it_is_registered() public {
        _setState(pledge, PledgeState.Filed);
        uint64 commitment = _offerFor(BuybackRoute.Claim);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Filed));
        _accept(commitment, LOAN);
    }

    function _offerFor(BuybackRoute route) private returns (uint64) {
        CommitmentTerms memory terms = _terms(PRICE);
        terms.route = route;
        terms.opensAt = uint64(block.timestamp);
        vm.prank(COMPANY_KEY);
        return buybacks.offer(_inventory, pledge, terms, _act());
    }
}
