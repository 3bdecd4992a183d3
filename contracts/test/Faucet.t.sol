// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Faucet } from "../src/Faucet.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { vm } from "./kit/Vm.sol";

contract FaucetTest {
    IERC20 private snm;
    Faucet private faucet;

    function setUp() public {
        vm.warp(1_800_000_000);
        snm = IERC20(vm.deployCode("SNM.sol:SNM", abi.encode(address(this))));
        faucet = new Faucet(snm, 100, 3600);
        snm.transfer(address(faucet), 250);
    }

    function testItGivesOnceInAnIntervalUntilItIsEmpty() public {
        vm.expectEmit(address(faucet));
        emit Faucet.Dripped(address(1), 100);
        vm.prank(address(1));
        faucet.drip();
        vm.assertEq(snm.balanceOf(address(1)), 100);
        vm.warp(1_800_003_599);
        vm.expectRevert(abi.encodeWithSelector(Faucet.FaucetTooSoon.selector, 1_800_003_600));
        vm.prank(address(1));
        faucet.drip();
        vm.warp(1_800_003_600);
        vm.prank(address(1));
        faucet.drip();
        vm.expectRevert(abi.encodeWithSelector(Faucet.FaucetEmpty.selector, 50));
        vm.prank(address(2));
        faucet.drip();
    }
}
