// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LedgerFactory} from "../LedgerFactory.sol";
import {LedgerLog} from "../LedgerLog.sol";
import {ILedgerFactory} from "../interfaces/ILedgerFactory.sol";
import {ILedgerLog} from "../interfaces/ILedgerLog.sol";
import {Test} from "./support/Test.sol";

contract LedgerFactoryTest is Test {
    address private constant DEPLOYER = address(0xD0);
    bytes32 private constant SALT = keccak256("salt");

    LedgerFactory private _factory;

    function setUp() public {
        _factory = LedgerFactory(_deploy("LedgerFactory", ""));
    }

    function test_creates_where_it_says() public {
        bytes memory code = _code(address(1));
        address place = _factory.placeOf(DEPLOYER, SALT, keccak256(code));
        bytes32 own = keccak256(abi.encode(DEPLOYER, SALT));
        bytes32 digest = keccak256(abi.encodePacked(hex"ff", address(_factory), own, keccak256(code)));
        same(place, address(uint160(uint256(digest))), "EIP-1014");
        vm.expectEmit(true, true, true, true, address(_factory));
        emit ILedgerFactory.Created(DEPLOYER, SALT, place);
        same(_create(DEPLOYER, SALT, code), place, "created");
        same(ILedgerLog(place).sequence(), 0, "a log");
    }

    function test_deployer_salt_and_code_each_make_another_place() public {
        bytes memory code = _code(address(1));
        address first = _create(DEPLOYER, SALT, code);
        check(_create(address(0xD1), SALT, code) != first, "deployer");
        check(_create(DEPLOYER, keccak256("other"), code) != first, "salt");
        check(_create(DEPLOYER, SALT, _code(address(2))) != first, "arguments");
    }

    function test_creates_nothing_twice() public {
        bytes memory code = _code(address(1));
        address place = _create(DEPLOYER, SALT, code);
        vm.expectRevert(abi.encodeWithSelector(ILedgerFactory.Occupied.selector, place));
        _create(DEPLOYER, SALT, code);
    }

    function test_hands_on_why_a_constructor_reverted() public {
        // revert(0, 0), and code that is none.
        bytes memory silent = hex"60006000fd";
        address place = _factory.placeOf(DEPLOYER, SALT, keccak256(silent));
        vm.expectRevert(abi.encodeWithSelector(ILedgerFactory.CreationFailed.selector, place));
        _create(DEPLOYER, SALT, silent);
        // mstore8(0, 0x2a); revert(0, 1)
        vm.expectRevert(hex"2a");
        _create(DEPLOYER, SALT, hex"602a60005360016000fd");
    }

    function _code(address manager) private pure returns (bytes memory) {
        return abi.encodePacked(type(LedgerLog).creationCode, abi.encode(manager));
    }

    function _create(address deployer, bytes32 salt, bytes memory code) private returns (address) {
        vm.prank(deployer);
        return _factory.create(salt, code);
    }
}
