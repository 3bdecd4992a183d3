// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IProfiles, Validator } from "../src/interfaces/IProfiles.sol";
import { Profiles } from "../src/Profiles.sol";
import { ProfilesFixture } from "./kit/ProfilesFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

contract ValidatorsTest is ProfilesFixture {
    function assertValidator(uint32 appointment, address account, uint8 level) private view {
        Validator memory found = profiles.validatorOf(appointment);
        vm.assertEq(found.account, account);
        vm.assertEq(found.level, level);
        if (account != address(0)) vm.assertEq(profiles.validatorLevelOf(account), level);
    }

    function approveIn(uint256 round, address by, address account, uint8 level) private {
        vm.prank(by);
        profiles.approve(account, level, round);
    }

    function retractIn(uint256 round, address by, address account, uint8 level) private {
        vm.prank(by);
        profiles.retract(account, level, round);
    }

    function testTheFoundersStandAsGiven() public view {
        vm.assertEq(profiles.appointmentCount(), 5);
        vm.assertEq(profiles.professionalCount(), 3);
        assertValidator(0, address(0), 0);
        assertValidator(1, anna, 4);
        assertValidator(2, bert, 4);
        assertValidator(3, cleo, 4);
        assertValidator(4, third, 3);
        assertValidator(5, second, 2);
        vm.assertEq(profiles.validatorLevelOf(stranger), 0);
        vm.assertEq(profiles.validatorLevelOf(address(0)), 0);
    }

    function testAFollowerLearnsTheFoundersFromEvents() public {
        Validator[] memory list = founders();
        for (uint32 i = 0; i < list.length; ++i) {
            vm.expectEmit();
            emit IProfiles.ValidatorSet(list[i].account, list[i].level, i + 1, i + 1);
        }
        new Profiles(list);
    }

    function testFoundersAreSomebodyEachOnceOfALevelThatThereIs() public {
        Validator[] memory list = founders();
        list[1].account = address(0);
        vm.expectRevert(IProfiles.AccountZero.selector);
        new Profiles(list);
        list = founders();
        list[4].account = list[0].account;
        vm.expectRevert(abi.encodeWithSelector(IProfiles.ValidatorDuplicate.selector, anna));
        new Profiles(list);
        uint8[4] memory levels = [0, 1, 5, 255];
        for (uint256 i = 0; i < levels.length; ++i) {
            list = founders();
            list[2].level = levels[i];
            vm.expectRevert(abi.encodeWithSelector(IProfiles.LevelInvalid.selector, levels[i]));
            new Profiles(list);
        }
    }

    function testOneFounderMustBeOfLevel4() public {
        vm.expectRevert(IProfiles.ValidatorLast.selector);
        new Profiles(new Validator[](0));
        Validator[] memory list = new Validator[](1);
        list[0] = Validator(anna, 3);
        vm.expectRevert(IProfiles.ValidatorLast.selector);
        new Profiles(list);
    }

    function testTwoOfThreeAppoint() public {
        uint256 round = profiles.currentRound();
        vm.expectEmit(address(profiles));
        emit IProfiles.ValidatorApproved(stranger, 3, round, anna, 1);
        approve(anna, stranger, 3);
        vm.assertEq(profiles.validatorLevelOf(stranger), 0);
        vm.assertEq(profiles.approvalsOf(stranger, 3), 1);
        vm.assertTrue(profiles.hasApproved(stranger, 3, anna));
        vm.assertFalse(profiles.hasApproved(stranger, 3, bert));
        vm.expectEmit(address(profiles));
        emit IProfiles.ValidatorApproved(stranger, 3, round, bert, 2);
        vm.expectEmit(address(profiles));
        emit IProfiles.ValidatorSet(stranger, 3, 6, round + 1);
        approve(bert, stranger, 3);
        assertValidator(6, stranger, 3);
        vm.assertEq(profiles.currentRound(), round + 1);
        vm.assertEq(profiles.professionalCount(), 3);
    }

    function testHalfIsNoMajority() public {
        decide(stranger, 4);
        approve(anna, user, 2);
        approve(bert, user, 2);
        vm.assertEq(profiles.validatorLevelOf(user), 0);
        approve(stranger, user, 2);
        vm.assertEq(profiles.validatorLevelOf(user), 2);
    }

    function testRemovingAndLoweringCountThoseWhoAreLeft() public {
        decide(cleo, 0);
        assertValidator(3, address(0), 0);
        vm.assertEq(profiles.validatorLevelOf(cleo), 0);
        vm.assertEq(profiles.professionalCount(), 2);
        decide(third, 4);
        assertValidator(4, third, 4);
        vm.assertEq(profiles.professionalCount(), 3);
        decide(third, 2);
        assertValidator(4, third, 2);
        vm.assertEq(profiles.professionalCount(), 2);
        decide(second, 3);
        assertValidator(5, second, 3);
        vm.assertEq(profiles.professionalCount(), 2);
    }

    function testHeWhoReturnsIsAppointedAnew() public {
        decide(third, 0);
        uint256 round = profiles.currentRound();
        approve(anna, third, 3);
        vm.expectEmit(address(profiles));
        emit IProfiles.ValidatorSet(third, 3, 6, round + 1);
        approve(bert, third, 3);
        assertValidator(4, address(0), 0);
        assertValidator(6, third, 3);
    }

    function testOnlyLevel4Approves() public {
        address[5] memory callers = [third, second, user, address(0), address(profiles)];
        for (uint256 i = 0; i < callers.length; ++i) {
            uint256 round = profiles.currentRound();
            vm.expectRevert(abi.encodeWithSelector(IProfiles.ApproveForbidden.selector, callers[i]));
            approveIn(round, callers[i], stranger, 4);
        }
    }

    function testHeWhoWasRemovedOrLoweredDecidesNoMore(bool lowered) public {
        approve(cleo, stranger, 4);
        decide(cleo, lowered ? 3 : 0);
        vm.assertEq(profiles.approvalsOf(stranger, 4), 0);
        vm.assertFalse(profiles.hasApproved(stranger, 4, cleo));
        approve(anna, stranger, 4);
        vm.assertEq(profiles.validatorLevelOf(stranger), 0);
        uint256 round = profiles.currentRound();
        vm.expectRevert(abi.encodeWithSelector(IProfiles.ApproveForbidden.selector, cleo));
        approveIn(round, cleo, stranger, 4);
        approve(bert, stranger, 4);
        vm.assertEq(profiles.validatorLevelOf(stranger), 4);
    }

    function testApprovalsAreForOneSetAndOneAct() public {
        approve(anna, stranger, 4);
        decide(user, 3);
        vm.assertEq(profiles.approvalsOf(stranger, 4), 0);
        decide(user, 0);
        vm.assertEq(profiles.validatorLevelOf(user), 0);
        approve(cleo, user, 3);
        vm.assertEq(profiles.validatorLevelOf(user), 0);
    }

    function testATransactionOfAnotherRoundFails(uint256 round) public {
        uint256 current = profiles.currentRound();
        if (round == current) ++round;
        bytes memory refusal = abi.encodeWithSelector(IProfiles.RoundWrong.selector, round, current);
        vm.expectRevert(refusal);
        approveIn(round, anna, stranger, 4);
        vm.expectRevert(refusal);
        retractIn(round, anna, stranger, 4);
    }

    function testNobodyApprovesTwice() public {
        approve(anna, stranger, 4);
        uint256 round = profiles.currentRound();
        vm.expectRevert(abi.encodeWithSelector(IProfiles.AlreadyApproved.selector, stranger, 4));
        approveIn(round, anna, stranger, 4);
        approve(anna, stranger, 3);
        approve(anna, user, 4);
        vm.assertEq(profiles.approvalsOf(stranger, 4), 1);
        vm.assertEq(profiles.validatorLevelOf(stranger), 0);
    }

    function testAnApprovalTakenBackDoesNotCount() public {
        uint256 round = profiles.currentRound();
        approve(anna, stranger, 4);
        vm.expectEmit(address(profiles));
        emit IProfiles.ApprovalRetracted(stranger, 4, round, anna, 0);
        retractIn(round, anna, stranger, 4);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.NotApproved.selector, stranger, 4));
        retractIn(round, anna, stranger, 4);
        approve(bert, stranger, 4);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.NotApproved.selector, stranger, 4));
        retractIn(round, anna, stranger, 4);
        vm.assertEq(profiles.validatorLevelOf(stranger), 0);
        approve(anna, stranger, 4);
        vm.assertEq(profiles.validatorLevelOf(stranger), 4);
    }

    function testWhatCannotBeIsRefused() public {
        uint256 round = profiles.currentRound();
        vm.expectRevert(IProfiles.AccountZero.selector);
        approveIn(round, anna, address(0), 4);
        uint8[3] memory levels = [1, 5, 255];
        for (uint256 i = 0; i < levels.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IProfiles.LevelInvalid.selector, levels[i]));
            approveIn(round, anna, stranger, levels[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IProfiles.ValidatorUnchanged.selector, stranger, 0));
        approveIn(round, anna, stranger, 0);
        vm.expectRevert(abi.encodeWithSelector(IProfiles.ValidatorUnchanged.selector, third, 3));
        approveIn(round, anna, third, 3);
        approve(anna, second, 4);
        approve(bert, second, 4);
        vm.assertEq(profiles.validatorLevelOf(second), 4);
    }

    function testTheLastOfLevel4Stays() public {
        decide(cleo, 0);
        decide2(bert, 3);
        vm.assertEq(profiles.professionalCount(), 1);
        uint8[3] memory levels = [0, 2, 3];
        for (uint256 i = 0; i < levels.length; ++i) {
            uint256 round = profiles.currentRound();
            vm.expectRevert(IProfiles.ValidatorLast.selector);
            approveIn(round, anna, anna, levels[i]);
        }
        approve(anna, bert, 4);
        vm.assertEq(profiles.professionalCount(), 2);
        decide2(anna, 0);
        vm.assertEq(profiles.validatorLevelOf(anna), 0);
    }

    function decide2(address account, uint8 level) private {
        approve(anna, account, level);
        approve(bert, account, level);
    }

    /// Whatever is approved in whatever order, the count is right, somebody is left, and a change had its majority.
    function testNoScriptBreaksTheSet(uint256[40] memory script) public {
        for (uint256 i = 0; i < script.length; ++i) {
            uint256 round = profiles.currentRound();
            address by = member(script[i] % 6);
            address account = member((script[i] >> 8) % 6);
            uint8 level = uint8(bound(script[i] >> 16, 0, 5));
            uint256 majority = profiles.professionalCount() / 2 + 1;
            uint256 approvals = profiles.approvalsOf(account, level);
            vm.prank(by);
            (bool ok,) = address(profiles).call(abi.encodeCall(IProfiles.approve, (account, level, round)));
            bool changed = profiles.currentRound() != round;
            if (changed) vm.assertEq(profiles.validatorLevelOf(account), level);
            vm.assertEq(changed ? 1 : 0, ok && approvals + 1 == majority ? 1 : 0);
            assertCounted();
        }
    }

    function assertCounted() private view {
        uint256 counted = 0;
        for (uint32 number = 1; number <= profiles.appointmentCount(); ++number) {
            Validator memory found = profiles.validatorOf(number);
            if (found.level == 4) ++counted;
            if (found.level != 0) vm.assertEq(profiles.validatorLevelOf(found.account), found.level);
        }
        vm.assertTrue(counted != 0);
        vm.assertEq(profiles.professionalCount(), counted);
    }

    function member(uint256 index) private view returns (address) {
        return [anna, bert, cleo, third, second, stranger][index];
    }
}
