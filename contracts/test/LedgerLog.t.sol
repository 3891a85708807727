// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILedgerLog, LedgerFixture, LedgerLog} from "./LedgerFixture.sol";

contract LedgerLogTest is LedgerFixture {
    function test_starts_from_chain_and_address() public {
        LedgerLog fresh = LedgerLog(_deploy("LedgerLog", abi.encode(address(manager))));
        same(fresh.head(), keccak256(abi.encode(block.chainid, address(fresh))), "head");
        same(fresh.sequence(), 0, "sequence");
        check(!fresh.isBook(address(fresh)), "the log is no book");
    }

    function test_the_whole_deployment_replays() public {
        _assertHistory();
    }

    function test_numbers_a_books_event() public {
        bytes32 before = log.head();
        uint64 next = log.sequence() + 1;
        bytes32 head = keccak256(
            abi.encode(before, next, address(pledges), bytes32("0"), bytes32("2"), bytes32("3"), bytes32("data"))
        );
        vm.expectEmit(true, true, true, true, address(log));
        emit ILedgerLog.Appended(next, address(pledges), head);
        vm.prank(address(pledges));
        same(log.append("0", "2", "3", "data"), next, "sequence");
        same(log.sequence(), next, "sequence");
        same(log.head(), head, "head");
    }

    function test_refuses_who_is_no_book() public {
        address[3] memory callers = [GOVERNOR, OFFICE_KEY, address(log)];
        for (uint256 index = 0; index < callers.length; ++index) {
            _refused(abi.encodeWithSelector(ILedgerLog.NotABook.selector, callers[index]));
            vm.prank(callers[index]);
            log.append(0, 0, 0, 0);
        }
    }

    function test_adds_a_book() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(log));
        emit ILedgerLog.BookAdded(next, address(manager), 0);
        _addBook(address(manager));
        check(log.isBook(address(manager)), "it is a book now");
        _assertHistory();
    }

    function test_adds_no_book_twice() public {
        _refused(abi.encodeWithSelector(ILedgerLog.BookKnown.selector, address(pledges)));
        _addBook(address(pledges));
    }

    function test_adds_nothing_without_code() public {
        _refused(abi.encodeWithSelector(ILedgerLog.NotAContract.selector, address(0)));
        _addBook(address(0));
        _refused(abi.encodeWithSelector(ILedgerLog.NotAContract.selector, BANK_KEY));
        _addBook(BANK_KEY);
    }

    function test_only_the_governance_adds_books() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        log.addBook(address(manager));
    }

    function testFuzz_head_binds_every_part(uint256 part, bytes32 change) public {
        bytes32[4] memory parts = [bytes32("0"), "2", "3", "data"];
        vm.assume(change != 0);
        bytes32 head = log.head();
        uint64 next = log.sequence() + 1;
        bytes32 expected = keccak256(abi.encode(head, next, address(pledges), parts[0], parts[1], parts[2], parts[3]));
        parts[part % 4] ^= change;
        vm.prank(address(pledges));
        log.append(parts[0], parts[1], parts[2], parts[3]);
        check(log.head() != expected, "another event, another head");
    }
}
