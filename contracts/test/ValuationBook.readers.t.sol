// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuationBook, ValuationFixture} from "./ValuationFixture.sol";

contract ValuationBookReadersTest is ValuationFixture {
    uint64 private _engagement;

    function setUp() public override {
        super.setUp();
        _engagement = _engaged();
    }

    function test_client_and_appraiser_read_and_whom_the_client_allows() public {
        check(valuations.mayRead(_engagement, owner), "client");
        check(valuations.mayRead(_engagement, appraiser), "appraiser");
        check(!valuations.mayRead(_engagement, bank), "bank before");
        check(!valuations.mayRead(1, 0), "nothing");
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(valuations));
        emit IValuationBook.ReaderAllowed(next, _engagement, owner, bank, _undocumented(), 1);
        vm.prank(clientKey);
        valuations.allowReader(_engagement, bank, _undocumented());
        check(valuations.mayRead(_engagement, bank), "bank");
        check(!valuations.mayRead(_engagement, otherBank), "other bank");
        vm.expectEmit(true, true, true, true, address(valuations));
        emit IValuationBook.ReaderWithdrawn(next + 1, _engagement, owner, bank, _act(), 1);
        vm.prank(clientKey);
        valuations.withdrawReader(_engagement, bank, _act());
        check(!valuations.mayRead(_engagement, bank), "bank after");
        _assertHistory();
    }

    function test_the_appraiser_allows_with_the_client_s_written_consent() public {
        _missing("act.document");
        vm.prank(APPRAISER_KEY);
        valuations.allowReader(_engagement, bank, _undocumented());
        _allow(APPRAISER_KEY, _engagement, bank);
        check(valuations.mayRead(_engagement, bank), "bank");
        vm.prank(APPRAISER_KEY);
        valuations.withdrawReader(_engagement, bank, _undocumented());
        check(!valuations.mayRead(_engagement, bank), "bank after");
    }

    function test_refuses_who_reads_already_and_who_does_not() public {
        uint64[2] memory parties_ = [owner, appraiser];
        for (uint256 index = 0; index < 2; ++index) {
            _already(parties_[index]);
            _allow(clientKey, _engagement, parties_[index]);
            _notAReader(parties_[index]);
            vm.prank(clientKey);
            valuations.withdrawReader(_engagement, parties_[index], _act());
        }
        _allow(clientKey, _engagement, bank);
        _already(bank);
        _allow(APPRAISER_KEY, _engagement, bank);
        _notAReader(otherBank);
        vm.prank(clientKey);
        valuations.withdrawReader(_engagement, otherBank, _act());
        _invalidParty("reader", 1);
        _allow(clientKey, _engagement, 1);
    }

    function test_refuses_others_and_an_office_s_date() public {
        _refused(abi.encodeWithSelector(IValuationBook.NotOfTheEngagement.selector, _engagement, bank));
        _allow(BANK_KEY, _engagement, bank);
        _refused(abi.encodeWithSelector(IValuationBook.NotOfTheEngagement.selector, _engagement, rival));
        vm.prank(RIVAL_KEY);
        valuations.withdrawReader(_engagement, bank, _act());
        _unknown(3);
        _allow(clientKey, 3, bank);
        _unknown(3);
        vm.prank(clientKey);
        valuations.withdrawReader(3, bank, _act());
        _recorded();
        vm.prank(clientKey);
        valuations.allowReader(_engagement, bank, _officeAct());
    }

    function _already(uint64 party) private {
        _refused(abi.encodeWithSelector(IValuationBook.AlreadyAReader.selector, _engagement, party));
    }

    function _notAReader(uint64 party) private {
        _refused(abi.encodeWithSelector(IValuationBook.NotAReader.selector, _engagement, party));
    }
}
