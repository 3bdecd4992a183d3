// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Certificate, IProfiles } from "../src/interfaces/IProfiles.sol";
import { ProfilesFixture } from "./kit/ProfilesFixture.sol";
import { bound, slotsRead, vm } from "./kit/Vm.sol";

contract LevelsTest is ProfilesFixture {
    function testEverybodyIsAnonymous(address account) public view {
        assertLevel(account, 1);
        vm.assertEq(profiles.certificateCountOf(account), 0);
    }

    function testTheHighestLevelThatCountsIsTheLevel() public {
        certifyUntil(second, user, 2, EXPIRY);
        certifyUntil(third, user, 3, EXPIRY - 10);
        certifyUntil(anna, user, 4, EXPIRY - 20);
        assertLevel(user, 4);
        vm.warp(EXPIRY - 19);
        assertLevel(user, 3);
        vm.warp(EXPIRY - 9);
        assertLevel(user, 2);
        vm.warp(EXPIRY + 1);
        assertLevel(user, 1);
    }

    function testAValidatorGivesLevelsUpToHisOwn() public {
        uint8[3] memory levels = [2, 3, 4];
        for (uint256 i = 0; i < levels.length; ++i) {
            if (levels[i] > 2) expectForbidden(second, user, levels[i]);
            certify(second, user, levels[i]);
            if (levels[i] > 3) expectForbidden(third, user, levels[i]);
            certify(third, user, levels[i]);
            expectForbidden(stranger, user, levels[i]);
            certify(stranger, user, levels[i]);
        }
    }

    function testNobodyGivesHimselfALevel() public {
        expectForbidden(anna, anna, 2);
        certify(anna, anna, 2);
        expectForbidden(user, user, 2);
        certify(user, user, 2);
        certify(bert, anna, 4);
        assertLevel(anna, 4);
    }

    function testWhatAGoneValidatorGaveNeverCountsAgain() public {
        bytes32 id = certify(third, user, 3);
        bytes32 attribute = certify(third, user, 0);
        decide(third, 0);
        assertLevel(user, 1);
        vm.assertFalse(profiles.certificate(id).counts);
        vm.assertFalse(profiles.certificate(attribute).counts);
        decide(third, 4);
        assertLevel(user, 1);
        vm.assertFalse(profiles.certificate(id).counts);
        vm.assertFalse(profiles.certificate(attribute).counts);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateVoid.selector, id));
        present(user, id);
        certify(third, user, 3);
        assertLevel(user, 3);
        vm.assertTrue(profiles.certificate(id).counts);
    }

    function testWhatALoweredValidatorGaveAboveHisLevelRests() public {
        bytes32 high = certify(cleo, user, 4);
        certify(cleo, user, 2);
        decide(cleo, 3);
        assertLevel(user, 2);
        vm.assertFalse(profiles.certificate(high).counts);
        decide(cleo, 2);
        assertLevel(user, 2);
        decide(cleo, 4);
        assertLevel(user, 4);
    }

    function testNoOtherValidatorTakesThePlaceOfOneThatCounts() public {
        certify(anna, user, 4);
        bytes32 other = certifyUntil(bert, user, 4, type(uint48).max);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.LevelAlreadyCarried.selector, user, 4));
        present(bert, other);
        vm.recordLogs();
        revoke(bert, other);
        vm.assertEq(vm.getRecordedLogs().length, 1);
        assertLevel(user, 4);
    }

    function testAnotherTakesThePlaceOfOneThatCountsNoMore() public {
        certify(anna, user, 4);
        vm.warp(EXPIRY + 1);
        expectCarried(user, 4, 2, EXPIRY + 10);
        certifyUntil(bert, user, 4, EXPIRY + 10);
        assertLevel(user, 4);
    }

    function testAnybodyPresentsAnotherWhenOneEnds() public {
        bytes32 id = certify(anna, user, 4);
        bytes32 other = certifyUntil(bert, user, 4, EXPIRY + 10);
        revoke(anna, id);
        assertLevel(user, 1);
        expectCarried(user, 4, 2, EXPIRY + 10);
        present(stranger, other);
        assertLevel(user, 4);
    }

    function testTheAccountChoosesAmongThoseThatCount() public {
        certify(anna, user, 4);
        bytes32 other = certifyUntil(bert, user, 4, EXPIRY + 10);
        expectCarried(user, 4, 2, EXPIRY + 10);
        present(user, other);
        certify(anna, user, 4);
        vm.warp(EXPIRY + 10);
        assertLevel(user, 4);
    }

    function testOnlyOneThatCountsIsPresented() public {
        bytes32 attribute = certify(anna, user, 0);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateVoid.selector, attribute));
        present(user, attribute);
        bytes32 own = certify(user, user, 0);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateVoid.selector, own));
        present(user, own);
        bytes32 id = certify(cleo, user, 4);
        decide(cleo, 3);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateVoid.selector, id));
        present(user, id);
        bytes32 late = certify(bert, user, 3);
        vm.warp(EXPIRY + 1);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.CertificateVoid.selector, late));
        present(user, late);
    }

    /// The market asks for it in every deal with a requirement, whatever validators have written.
    function testALevelIsFoundInFourSlotsAtMost() public {
        for (uint256 i = 0; i < 50; ++i) {
            vm.prank(anna);
            profiles.certify(user, 0, bytes32(i), new bytes(256), EXPIRY);
        }
        assertReads(1);
        certify(cleo, user, 4);
        certify(third, user, 3);
        certify(second, user, 2);
        assertReads(2);
        decide(cleo, 0);
        decide(third, 0);
        decide(second, 0);
        assertReads(4);
        assertLevel(user, 1);
    }

    function assertReads(uint256 slots) private {
        vm.record();
        profiles.levelOf(user);
        vm.assertEq(slotsRead(address(profiles)), slots);
    }

    /// Whatever is given, taken back, removed and presented: nobody has a level that no certificate which counts gives him,
    /// and he reaches the highest that one gives by presenting it.
    function testNoScriptMakesALevelOutOfNothing(uint256[40] memory script) public {
        uint256 time = START;
        for (uint256 i = 0; i < script.length; ++i) {
            act(script[i]);
            time += (script[i] >> 64) % 4;
            vm.warp(time);
            assertLevelIsGiven();
        }
        for (uint8 level = 4; level >= 2; --level) {
            for (uint256 i = 0; i < 5; ++i) {
                vm.prank(user);
                (bool ok,) =
                    address(profiles).call(abi.encodeCall(IProfiles.present, (idOf(validator(i), user, level))));
                ok;
            }
        }
        assertLevel(user, highestGiven());
    }

    function act(uint256 word) private {
        address by = validator(word % 5);
        uint8 level = uint8(bound(word >> 8, 2, 4));
        bytes32 id = idOf(validator((word >> 16) % 5), user, level);
        uint256 choice = (word >> 32) % 8;
        uint256 round = profiles.currentRound();
        uint48 expiresAt = uint48(START + (word >> 40) % 100);
        bytes memory call = abi.encodeCall(IProfiles.certify, (user, level, NAME, "", expiresAt));
        if (choice == 0) call = abi.encodeCall(IProfiles.revoke, (id));
        if (choice == 1) (by, call) = (user, abi.encodeCall(IProfiles.remove, (id)));
        if (choice == 2) call = abi.encodeCall(IProfiles.present, (id));
        if (choice == 3) call = abi.encodeCall(IProfiles.approve, (validator((word >> 16) % 5), level, round));
        if (choice == 4) call = abi.encodeCall(IProfiles.approve, (validator((word >> 16) % 5), 0, round));
        vm.prank(by);
        (bool ok,) = address(profiles).call(call);
        ok;
    }

    function assertLevelIsGiven() private view {
        uint8 level = profiles.levelOf(user);
        if (level == 1) return;
        Certificate[] memory all = profiles.certificatesOf(user, 0, 100);
        bool given = false;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].level == level && all[i].counts) given = true;
        }
        vm.assertTrue(given);
    }

    function highestGiven() private view returns (uint8 highest) {
        highest = 1;
        Certificate[] memory all = profiles.certificatesOf(user, 0, 100);
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].counts && all[i].level > highest) highest = all[i].level;
        }
    }

    function validator(uint256 index) private view returns (address) {
        return [anna, bert, cleo, third, second][index];
    }
}
