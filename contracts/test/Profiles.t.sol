// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Certificate, IProfiles } from "../src/interfaces/IProfiles.sol";
import { ProfilesFixture } from "./kit/ProfilesFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

contract ProfilesTest is ProfilesFixture {
    function testACertificateGivesItsLevelUpToItsLastSecond(uint8 level) public {
        level = uint8(bound(level, 2, 4));
        bytes32 id = idOf(anna, user, level);
        vm.expectEmit(address(profiles));
        emit IProfiles.CertificateGiven(id, user, anna, 1, level, NAME, "value", EXPIRY);
        expectCarried(user, level, 1, EXPIRY);
        vm.assertEq(certify(anna, user, level), id);
        assertLevel(user, level);
        assertFound(id, anna, level, EXPIRY, true);
        vm.warp(EXPIRY);
        assertLevel(user, level);
        assertFound(id, anna, level, EXPIRY, true);
        vm.warp(EXPIRY + 1);
        assertLevel(user, 1);
        assertFound(id, anna, level, EXPIRY, false);
    }

    function assertFound(bytes32 id, address issuer, uint8 level, uint48 expiresAt, bool counts) private view {
        Certificate memory found = profiles.certificate(id);
        vm.assertEq(found.id, id);
        vm.assertEq(found.account, user);
        vm.assertEq(found.issuer, issuer);
        vm.assertEq(found.level, level);
        vm.assertEq(found.kind, NAME);
        vm.assertEq(keccak256(found.value), keccak256("value"));
        vm.assertEq(found.expiresAt, expiresAt);
        vm.assertTrue(found.counts == counts);
    }

    function testAnAttributeGivesNoLevel() public {
        vm.expectEmit(address(profiles));
        emit IProfiles.CertificateGiven(idOf(user, user, 0), user, user, 0, 0, NAME, "value", EXPIRY);
        certify(user, user, 0);
        certify(second, user, 0);
        vm.recordLogs();
        certify(anna, anna, 0);
        vm.assertEq(vm.getRecordedLogs().length, 1);
        assertLevel(user, 1);
        assertLevel(anna, 1);
        expectForbidden(stranger, user, 0);
        certify(stranger, user, 0);
    }

    function testOnesOwnWordCountsUntilItExpires() public {
        bytes32 id = certify(user, user, 0);
        assertFound(id, user, 0, EXPIRY, true);
        decide(anna, 0);
        bytes32 other = certify(anna, anna, 0);
        vm.warp(EXPIRY);
        vm.assertTrue(profiles.certificate(other).counts);
        vm.warp(EXPIRY + 1);
        assertFound(id, user, 0, EXPIRY, false);
    }

    function testWhatCannotBeIsRefused() public {
        vm.expectRevert(IProfiles.AccountZero.selector);
        certify(anna, address(0), 2);
        uint8[3] memory levels = [1, 5, 255];
        for (uint256 i = 0; i < levels.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IProfiles.LevelInvalid.selector, levels[i]));
            certify(anna, user, levels[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IProfiles.ValueTooLong.selector, 257));
        vm.prank(anna);
        profiles.certify(user, 2, NAME, new bytes(257), EXPIRY);
        vm.prank(anna);
        profiles.certify(user, 2, NAME, new bytes(256), EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateExpired.selector, START - 1));
        vm.prank(anna);
        profiles.certify(user, 2, NAME, "", START - 1);
        vm.prank(anna);
        profiles.certify(user, 2, NAME, "", START);
        assertLevel(user, 2);
    }

    function testACertificateForEverLastsAsLongAsTimeIsCounted() public {
        certifyUntil(anna, user, 4, type(uint48).max);
        vm.warp(type(uint48).max);
        assertLevel(user, 4);
    }

    function testGivingItAgainReplacesIt() public {
        bytes32 id = certify(anna, user, 3);
        expectCarried(user, 3, 1, START + 10);
        vm.prank(anna);
        vm.assertEq(profiles.certify(user, 3, "site", "https://a.example", START + 10), id);
        vm.assertEq(profiles.certificateCountOf(user), 1);
        Certificate memory found = profiles.certificate(id);
        vm.assertEq(found.kind, bytes32("site"));
        vm.assertEq(keccak256(found.value), keccak256("https://a.example"));
        vm.warp(START + 11);
        assertLevel(user, 1);
        certify(anna, user, 3);
        assertLevel(user, 3);
    }

    function testAttributesAreOneOfEachKindAndIssuer() public {
        vm.prank(user);
        profiles.certify(user, 0, "name", "A", EXPIRY);
        vm.prank(user);
        profiles.certify(user, 0, "site", "B", EXPIRY);
        vm.prank(anna);
        profiles.certify(user, 0, "name", "C", EXPIRY);
        vm.prank(user);
        profiles.certify(user, 0, "name", "D", EXPIRY);
        Certificate[] memory page = profiles.certificatesOf(user, 0, 10);
        vm.assertEq(page.length, 3);
        vm.assertEq(keccak256(page[0].value), keccak256("D"));
        vm.assertEq(keccak256(page[1].value), keccak256("B"));
        vm.assertEq(keccak256(page[2].value), keccak256("C"));
    }

    function testTheIssuerRevokes(uint8 level) public {
        level = uint8(bound(level, 2, 4));
        bytes32 id = certify(anna, user, level);
        vm.expectEmit(address(profiles));
        emit IProfiles.CertificateRemoved(id, user, anna, anna);
        expectCarried(user, level, 0, 0);
        revoke(anna, id);
        assertGone(id);
    }

    function testTheAccountRemoves(uint8 level) public {
        level = uint8(bound(level, 2, 4));
        bytes32 id = certify(anna, user, level);
        vm.expectEmit(address(profiles));
        emit IProfiles.CertificateRemoved(id, user, anna, user);
        expectCarried(user, level, 0, 0);
        remove(user, id);
        assertGone(id);
    }

    function assertGone(bytes32 id) private {
        assertLevel(user, 1);
        vm.assertEq(profiles.certificateCountOf(user), 0);
        bytes memory refusal = abi.encodeWithSelector(IProfiles.CertificateUnknown.selector, id);
        vm.expectRevert(refusal);
        profiles.certificate(id);
        vm.expectRevert(refusal);
        revoke(anna, id);
        vm.expectRevert(refusal);
        remove(user, id);
        vm.expectRevert(refusal);
        present(user, id);
    }

    function testNobodyElseTakesItAway() public {
        bytes32 id = certify(anna, user, 4);
        address[4] memory callers = [bert, stranger, user, address(0)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IProfiles.RevokeForbidden.selector, id, callers[i]));
            revoke(callers[i], id);
        }
        callers[2] = anna;
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IProfiles.RemoveForbidden.selector, id, callers[i]));
            remove(callers[i], id);
        }
        assertLevel(user, 4);
    }

    function testHeWhoIsNoValidatorAnyMoreStillRevokes() public {
        bytes32 id = certify(cleo, user, 4);
        decide(cleo, 0);
        revoke(cleo, id);
        vm.assertEq(profiles.certificateCountOf(user), 0);
    }

    function testAnAttributeGoesWithoutTouchingALevel() public {
        certify(anna, user, 2);
        bytes32 given = certify(anna, user, 0);
        bytes32 own = certify(user, user, 0);
        vm.recordLogs();
        revoke(anna, given);
        remove(user, own);
        vm.assertEq(vm.getRecordedLogs().length, 2);
        assertLevel(user, 2);
    }

    function testListsAreReadByPages() public {
        uint8[4] memory levels = [0, 2, 3, 4];
        for (uint256 i = 0; i < levels.length; ++i) {
            certify(anna, user, levels[i]);
        }
        vm.assertEq(profiles.certificateCountOf(user), 4);
        assertPage(0, 4, 4);
        assertPage(1, 2, 2);
        assertPage(3, 5, 1);
        assertPage(4, 5, 0);
        assertPage(type(uint256).max, type(uint256).max, 0);
        assertPage(0, type(uint256).max, 4);
        assertPage(0, 0, 0);
        remove(user, idOf(anna, user, 0));
        Certificate[] memory page = profiles.certificatesOf(user, 0, 4);
        vm.assertEq(page.length, 3);
        vm.assertEq(page[0].level, 4);
        vm.assertEq(page[1].level, 2);
        vm.assertEq(page[2].level, 3);
        remove(user, page[2].id);
        remove(user, page[0].id);
        vm.assertEq(profiles.certificatesOf(user, 0, 4)[0].level, 2);
    }

    function assertPage(uint256 offset, uint256 limit, uint256 length) private view {
        Certificate[] memory page = profiles.certificatesOf(user, offset, limit);
        vm.assertEq(page.length, length);
        for (uint256 i = 0; i < length; ++i) {
            vm.assertEq(page[i].level, [0, 2, 3, 4][offset + i]);
        }
    }
}
