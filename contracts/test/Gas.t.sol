// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

/// What a transaction costs in the steady state: balances and nonce words are not zero, all 16 benchmarks are full.
/// Execution as measured here plus 21,000 and the calldata: 4 gas for a zero byte, 16 for another.
contract GasTest is MarketFixture {
    function setUp() public override {
        super.setUp();
        fund(master, 1 ether);
        Order memory ask = fullAsk();
        ask.nonce = 1;
        take(ask, 0);
    }

    function fullAsk() private view returns (Order memory ask) {
        ask = anAsk();
        uint256 lane = 0x0123456789abcdef;
        uint256 word = lane | lane << 64 | lane << 128 | lane << 192;
        ask.benchmarks = [word, word, word, word];
    }

    function measured(string memory name, address caller, bytes memory data) private {
        // A transaction begins with every slot cold; the test has warmed them.
        vm.cool(address(market));
        vm.cool(address(registry));
        vm.cool(address(snm));
        vm.prank(caller);
        (bool ok,) = address(market).call(data);
        vm.assertTrue(ok);
        uint256 gas = vm.lastCallGas().gasTotalUsed + 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
        vm.snapshotValue("transactions", name, gas);
    }

    function testTake() public {
        Order memory ask = fullAsk();
        measured("take", buyer, abi.encodeCall(market.take, (ask, sign(ask, HUB_KEY), 0)));
    }

    function testBillAndClose() public {
        Deal memory deal = takeSpot();
        pass(600);
        measured("bill", hub, abi.encodeCall(market.bill, (deal)));
        deal.billedUntil += 600;
        pass(600);
        measured("close", buyer, abi.encodeCall(market.close, (deal)));
    }

    function testBillBatch() public {
        Deal[] memory deals = new Deal[](20);
        Order memory ask = fullAsk();
        for (uint256 i = 0; i < deals.length; ++i) {
            ask.nonce = 100 + i;
            deals[i] = take(ask, 0);
        }
        pass(600);
        measured("billBatch of 20", hub, abi.encodeCall(market.billBatch, (deals)));
    }

    function testLedgerAndCancel() public {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 50;
        measured("cancel", hub, abi.encodeCall(market.cancel, (nonces)));
        vm.prank(hub);
        market.cancelAll();
        measured("cancelAll", hub, abi.encodeCall(market.cancelAll, ()));
        snm.transfer(buyer, 2 ether);
        vm.prank(buyer);
        snm.approve(address(market), type(uint256).max);
        measured("deposit", buyer, abi.encodeCall(market.deposit, (1 ether)));
        measured("withdraw", buyer, abi.encodeCall(market.withdraw, (1 ether)));
    }
}
