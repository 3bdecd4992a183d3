// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IProfiles, Validator } from "../../src/interfaces/IProfiles.sol";
import { Profiles } from "../../src/Profiles.sol";
import { vm } from "./Vm.sol";

/// @dev Three founders of level 4, one of level 3, one of level 2.
abstract contract ProfilesFixture {
    uint48 internal constant START = 1_800_000_000;
    uint48 internal constant EXPIRY = START + 365 days;
    bytes32 internal constant NAME = "name";

    address internal immutable anna = address(0xA1);
    address internal immutable bert = address(0xB2);
    address internal immutable cleo = address(0xC3);
    address internal immutable third = address(0x33);
    address internal immutable second = address(0x22);
    address internal immutable user = address(0x05E2);
    address internal immutable stranger = address(0x57A6);

    Profiles internal profiles;

    function setUp() public virtual {
        vm.warp(START);
        profiles = new Profiles(founders());
    }

    function founders() internal view returns (Validator[] memory list) {
        list = new Validator[](5);
        list[0] = Validator(anna, 4);
        list[1] = Validator(bert, 4);
        list[2] = Validator(cleo, 4);
        list[3] = Validator(third, 3);
        list[4] = Validator(second, 2);
    }

    function approve(address by, address account, uint8 level) internal {
        uint256 round = profiles.currentRound();
        vm.prank(by);
        profiles.approve(account, level, round);
    }

    /// @dev By anna and bert, or by cleo and anna where bert is concerned.
    function decide(address account, uint8 level) internal {
        approve(anna, account, level);
        approve(account == bert ? cleo : bert, account, level);
    }

    function certify(address by, address account, uint8 level) internal returns (bytes32) {
        return certifyUntil(by, account, level, EXPIRY);
    }

    function certifyUntil(address by, address account, uint8 level, uint48 expiresAt) internal returns (bytes32) {
        vm.prank(by);
        return profiles.certify(account, level, NAME, "value", expiresAt);
    }

    function idOf(address by, address account, uint8 level) internal pure returns (bytes32) {
        return keccak256(abi.encode(account, by, level, level == 0 ? NAME : bytes32(0)));
    }

    function revoke(address by, bytes32 id) internal {
        vm.prank(by);
        profiles.revoke(id);
    }

    function remove(address by, bytes32 id) internal {
        vm.prank(by);
        profiles.remove(id);
    }

    function present(address by, bytes32 id) internal {
        vm.prank(by);
        profiles.present(id);
    }

    function assertLevel(address account, uint8 level) internal view {
        vm.assertEq(profiles.levelOf(account), level);
    }

    function expectCarried(address account, uint8 level, uint32 appointment, uint48 expiresAt) internal {
        vm.expectEmit(address(profiles));
        emit IProfiles.LevelCarried(account, level, appointment, expiresAt);
    }

    function expectForbidden(address by, address account, uint8 level) internal {
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertifyForbidden.selector, by, account, level));
    }
}
