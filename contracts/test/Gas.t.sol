// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, OpenRequest, Order, TakeRequest } from "../src/interfaces/IMarket.sol";
import { FullOrders } from "./kit/FullOrders.sol";
import { vm } from "./kit/Vm.sol";

/// What a transaction uses in the steady state: balances and nonce words are not zero, all 16 benchmarks are full.
/// forge-config: default.isolate = true
contract GasTest is FullOrders {
    uint256 private constant BATCH = 20;

    function setUp() public override {
        super.setUp();
        fund(master, 1 ether);
        fund(hub, 1 ether);
        open(1);
    }

    function open(uint256 nonce) private returns (Deal memory) {
        OpenRequest memory request = pair(nonce);
        vm.recordLogs();
        vm.prank(buyer);
        market.openDeal(request.ask, request.bid, request.askSignature, request.bidSignature);
        return openedDeal();
    }

    function measured(string memory name, address caller, bytes memory data) private {
        vm.prank(caller);
        (bool ok,) = address(market).call(data);
        vm.assertTrue(ok);
        vm.snapshotValue("transactions", name, vm.lastCallGas().gasTotalUsed);
    }

    function testTake() public {
        Order memory ask = full(anAsk(), 2);
        measured("take", buyer, abi.encodeCall(market.take, (ask, 0, 0, sign(ask, HUB_KEY))));
    }

    function testTakeBatch() public {
        TakeRequest[] memory requests = new TakeRequest[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            Order memory ask = full(anAsk(), 100 + i);
            requests[i] = TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
        }
        measured("takeBatch of 20", buyer, abi.encodeCall(market.takeBatch, (requests, BATCH)));
    }

    function testOpenDeal() public {
        OpenRequest memory request = pair(2);
        bytes memory data =
            abi.encodeCall(market.openDeal, (request.ask, request.bid, request.askSignature, request.bidSignature));
        measured("openDeal", buyer, data);
    }

    function testOpenDealBatch() public {
        OpenRequest[] memory requests = new OpenRequest[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            requests[i] = pair(100 + i);
        }
        measured("openDealBatch of 20", hub, abi.encodeCall(market.openDealBatch, (requests, BATCH)));
    }

    function testBillAndClose() public {
        Deal memory deal = open(2);
        pass(600);
        measured("bill", hub, abi.encodeCall(market.bill, (deal)));
        deal.money += 600 << 24;
        pass(600);
        measured("close", buyer, abi.encodeCall(market.close, (deal)));
    }

    function testBillAndCloseBatch() public {
        Deal[] memory deals = new Deal[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            deals[i] = open(100 + i);
        }
        pass(600);
        measured("billBatch of 20", hub, abi.encodeCall(market.billBatch, (deals)));
        for (uint256 i = 0; i < BATCH; ++i) {
            deals[i].money += 600 << 24;
        }
        pass(600);
        measured("closeBatch of 20", hub, abi.encodeCall(market.closeBatch, (deals)));
    }

    /// Who gives sends it: the dearer of the two, for the hub's master is looked up.
    function testAmend() public {
        Deal memory deal = take(full(anAsk(), 2), 1 days);
        pass(600);
        Amendment memory amendment = Amendment(2, 0, PRICE - 1, 1 days, uint64(nowSeconds));
        measured("amend", hub, abi.encodeCall(market.amend, (amendment, deal, "", "")));
    }

    /// Both give: the buyer a higher price, which he has signed, and the hub more time.
    function testAmendByBoth() public {
        Deal memory deal = take(full(anAsk(), 2), 1 days);
        pass(600);
        Amendment memory amendment = Amendment(2, 0, PRICE + 1, 2 days, uint64(nowSeconds));
        bytes memory signature = signAmendment(amendment, BUYER_KEY);
        measured("amend by both", hub, abi.encodeCall(market.amend, (amendment, deal, signature, "")));
    }

    function testLedgerAndCancel() public {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 50;
        measured("cancel", hub, abi.encodeCall(market.cancel, (nonces)));
        measured("cancelAll", hub, abi.encodeCall(market.cancelAll, ()));
        snm.transfer(buyer, 2 ether);
        vm.prank(buyer);
        snm.approve(address(market), type(uint256).max);
        measured("deposit", buyer, abi.encodeCall(market.deposit, (buyer, 1 ether)));
        measured("withdraw", buyer, abi.encodeCall(market.withdraw, (1 ether)));
    }
}
