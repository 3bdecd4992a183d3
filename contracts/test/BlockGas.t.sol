// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, TakeRequest } from "../src/interfaces/IMarket.sol";
import { FullOrders } from "./kit/FullOrders.sol";
import { Vm, vm } from "./kit/Vm.sol";

/// Batches at the limit of a block of 30,000,000 gas.
contract BlockGasTest is FullOrders {
    uint256 private constant BLOCK_GAS = 30_000_000;

    function cost(address caller, bytes memory data) private returns (uint256 gas) {
        vm.cool(address(market));
        vm.cool(address(registry));
        vm.prank(caller);
        (bool ok,) = address(market).call{ gas: BLOCK_GAS }(data);
        vm.assertTrue(ok, "it does not fit a block");
        gas = vm.lastCallGas().gasTotalUsed + 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
        vm.assertLe(gas, BLOCK_GAS, "it does not fit a block");
    }

    /// How many fit, and that an item costs no more at the end of a full block than at its beginning.
    function testTakesThatFillABlock() public {
        uint256 few = cost(buyer, abi.encodeCall(market.takeBatch, (requests(20), 20)));
        setUp();
        uint256 gas = cost(buyer, abi.encodeCall(market.takeBatch, (requests(600), 600)));
        vm.assertEq(market.dealCount(), 600);
        vm.assertLe(gas / 600, few / 20, "an item of a long batch costs more");
    }

    function testPairsThatFillABlock() public {
        uint256 few = cost(hub, abi.encodeCall(market.openDealBatch, (pairs(20), 20)));
        setUp();
        uint256 gas = cost(hub, abi.encodeCall(market.openDealBatch, (pairs(450), 450)));
        vm.assertEq(market.dealCount(), 450);
        vm.assertLe(gas / 450, few / 20, "an item of a long batch costs more");
    }

    function openMany(uint256 count) private returns (Deal[] memory deals) {
        deals = new Deal[](count);
        TakeRequest[] memory list = requests(count);
        vm.recordLogs();
        vm.prank(buyer);
        market.takeBatch(list, count);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < count; ++i) {
            deals[i] = abi.decode(logs[i].data, (Deal));
        }
    }

    function testBillsAndClosesThatFillABlock() public {
        Deal[] memory deals = openMany(1000);
        pass(60);
        cost(hub, abi.encodeCall(market.billBatch, (deals)));
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 60 * 1000);
        for (uint256 i = 0; i < deals.length; ++i) {
            deals[i].money += 60 << 24;
        }
        pass(60);
        cost(hub, abi.encodeCall(market.closeBatch, (deals)));
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 120 * 1000);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 120 * 1000);
        vm.assertEq(market.dealHash(1000), 0);
    }
}
