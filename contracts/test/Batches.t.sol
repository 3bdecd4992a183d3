// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, OpenRequest, Order, TakeRequest } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { Vm, vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// takeBatch and openDealBatch: what fails is passed over and leaves nothing behind.
contract BatchesTest is MarketFixture {
    uint256 private constant BLOCK_GAS = 30_000_000;
    uint256 private constant HOUR_LOCK = uint256(PRICE) * 3600;

    function request(uint256 nonce) private view returns (TakeRequest memory) {
        Order memory ask = full(anAsk(), nonce);
        return TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
    }

    function pair(uint256 nonce) private view returns (OpenRequest memory) {
        (Order memory ask, Order memory bid) = (full(anAsk(), nonce), full(aBid(), nonce));
        return OpenRequest(ask, bid, sign(ask, HUB_KEY), sign(bid, BUYER_KEY));
    }

    function full(Order memory order, uint256 nonce) private pure returns (Order memory) {
        uint256 word = 0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef;
        (order.benchmarks, order.nonce) = ([word, word, word, word], nonce);
        return order;
    }

    function requests(uint256 count) private view returns (TakeRequest[] memory list) {
        list = new TakeRequest[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = request(i);
        }
    }

    function pairs(uint256 count) private view returns (OpenRequest[] memory list) {
        list = new OpenRequest[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = pair(i);
        }
    }

    function assertIds(uint256[] memory ids, uint256[4] memory expected) private pure {
        vm.assertEq(ids.length, 4);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(ids[i], expected[i]);
        }
    }

    function testABatchDoesWhatSingleCallsDo() public {
        TakeRequest[] memory list = requests(4);
        uint256 state = vm.snapshotState();
        vm.prank(buyer);
        assertIds(market.takeBatch(list, 4), [uint256(1), 2, 3, 4]);
        bytes32[4] memory hashes;
        for (uint256 i = 0; i < 4; ++i) {
            hashes[i] = market.dealHash(i + 1);
        }
        uint256 free = market.balanceOf(buyer);
        vm.revertToState(state);
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(buyer);
            market.take(list[i].ask, list[i].durationSeconds, list[i].snmPerUsdCap, list[i].signature);
            vm.assertEq(market.dealHash(i + 1), hashes[i]);
        }
        vm.assertEq(market.balanceOf(buyer), free);
    }

    /// Four takes: good, cancelled, good, of a broken signature; the reasons are those of `take`.
    function testWhatFailsIsToldAndPassedOver() public {
        TakeRequest[] memory list = requests(4);
        list[3].signature = hex"1234";
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 1;
        vm.prank(hub);
        market.cancel(nonces);
        vm.expectEmit(address(market));
        emit IMarket.RequestFailed(1, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 1));
        vm.expectEmit(address(market));
        emit IMarket.RequestFailed(3, abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, hub));
        vm.prank(buyer);
        assertIds(market.takeBatch(list, 2), [uint256(1), 0, 2, 0]);
        vm.assertFalse(market.isNonceUsed(hub, 3));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - 2 * HOUR_LOCK);
        vm.assertEq(market.dealCount(), 2);
    }

    function testWhatFailsOfAnOpenDealBatchIsPassedOver() public {
        OpenRequest[] memory list = pairs(4);
        list[1].bidSignature = hex"1234";
        list[2].bid.side = 0;
        vm.expectEmit(address(market));
        emit IMarket.RequestFailed(1, abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, buyer));
        vm.expectEmit(address(market));
        emit IMarket.RequestFailed(2, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 0));
        vm.prank(hub);
        assertIds(market.openDealBatch(list, 2), [uint256(1), 0, 0, 2]);
        // The ask beside the broken bid had been filled before the bid was looked at.
        vm.assertFalse(market.isNonceUsed(hub, 1));
        vm.assertFalse(market.isNonceUsed(buyer, 2));
        list[1] = pair(1);
        vm.prank(hub);
        market.openDeal(list[1].ask, list[1].bid, list[1].askSignature, list[1].bidSignature);
    }

    function testTheSameRequestTwiceOpensOneDeal() public {
        TakeRequest[] memory list = requests(4);
        (list[1], list[2]) = (list[0], list[3]);
        vm.prank(buyer);
        assertIds(market.takeBatch(list, 0), [uint256(1), 0, 2, 0]);
    }

    /// The money goes as far as it goes.
    function testTheOneThatCannotBePaidFailsAlone() public {
        drain(buyer, HOUR_LOCK * 2 + 5);
        TakeRequest[] memory list = requests(4);
        vm.prank(buyer);
        assertIds(market.takeBatch(list, 0), [uint256(1), 2, 0, 0]);
        vm.assertEq(market.balanceOf(buyer), 5);
    }

    function testWithFewerThanWantedTheWholeBatchFails() public {
        TakeRequest[] memory list = requests(4);
        list[0].signature = "";
        bytes memory refusal = abi.encodeWithSelector(IMarket.BatchIncomplete.selector, 3, 4);
        refuse(buyer, abi.encodeCall(market.takeBatch, (list, 4)), refusal, "takeBatch");
        OpenRequest[] memory others = pairs(4);
        others[3].askSignature = "";
        refuse(hub, abi.encodeCall(market.openDealBatch, (others, 4)), refusal, "openDealBatch");
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.dealCount(), 0);
        vm.assertFalse(market.isNonceUsed(hub, 1));
        vm.prank(buyer);
        market.takeBatch(list, 3);
    }

    function testAnEmptyBatchOpensNothing() public {
        vm.assertEq(market.takeBatch(new TakeRequest[](0), 0).length, 0);
        vm.assertEq(market.openDealBatch(new OpenRequest[](0), 0).length, 0);
        bytes memory refusal = abi.encodeWithSelector(IMarket.BatchIncomplete.selector, 0, 1);
        refuse(buyer, abi.encodeCall(market.takeBatch, (new TakeRequest[](0), 1)), refusal, "takeBatch");
    }

    /// Each item is the caller's own: nobody takes for another, and a stranger joins nothing.
    function testTheCallerOfEachItemIsTheCallerOfTheBatch() public {
        (OpenRequest[] memory joins, TakeRequest[] memory takes) = (pairs(1), requests(1));
        vm.prank(stranger);
        vm.assertEq(market.openDealBatch(joins, 0)[0], 0);
        vm.prank(stranger);
        vm.assertEq(market.takeBatch(takes, 0)[0], 0);
        fund(stranger, HOUR_LOCK);
        vm.prank(stranger);
        vm.assertEq(market.takeBatch(takes, 1)[0], 1);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
    }

    function hostile(Wallet.Mode mode) private returns (TakeRequest[] memory list) {
        Wallet wallet = new Wallet(hub);
        confirm(address(wallet), master);
        list = requests(4);
        list[1].ask.author = address(wallet);
        list[1].signature = sign(list[1].ask, HUB_KEY);
        wallet.become(mode);
    }

    /// A signer that burns all gas burns that of its own item.
    function testASignerThatBurnsAllGasBurnsItsItemsAlone() public {
        TakeRequest[] memory list = hostile(Wallet.Mode.BurnsAllGas);
        bytes memory data = abi.encodeCall(market.takeBatch, (list, 3));
        vm.recordLogs();
        vm.prank(buyer);
        (bool ok, bytes memory result) = address(market).call{ gas: 1_200_000 }(data);
        vm.assertTrue(ok);
        assertIds(abi.decode(result, (uint256[])), [uint256(1), 0, 2, 3]);
        (uint256 index,) = abi.decode(dataOf(IMarket.RequestFailed.selector), (uint256, bytes));
        vm.assertEq(index, 1);
    }

    function testHostileSignersFailAlone() public {
        for (uint8 mode = uint8(Wallet.Mode.WrongMagic); mode <= uint8(Wallet.Mode.Reverts); ++mode) {
            uint256 state = vm.snapshotState();
            TakeRequest[] memory list = hostile(Wallet.Mode(mode));
            vm.prank(buyer);
            assertIds(market.takeBatch(list, 3), [uint256(1), 0, 2, 3]);
            vm.revertToState(state);
        }
        TakeRequest[] memory honest = hostile(Wallet.Mode.FloodsMemory);
        vm.prank(buyer);
        assertIds(market.takeBatch(honest, 4), [uint256(1), 2, 3, 4]);
    }

    /// A caller without the gas for the last item fails as a whole or tells it; he never does half an item.
    function testTooLittleGasDoesNoHalfItem(uint256 gas) public {
        gas = 100_000 + gas % 400_000;
        TakeRequest[] memory list = requests(4);
        bytes memory data = abi.encodeCall(market.takeBatch, (list, 0));
        vm.prank(buyer);
        (bool ok, bytes memory result) = address(market).call{ gas: gas }(data);
        uint256 count = 0;
        if (ok) {
            uint256[] memory ids = abi.decode(result, (uint256[]));
            for (uint256 i = 0; i < 4; ++i) {
                if (ids[i] != 0) ++count;
                vm.assertTrue(market.isNonceUsed(hub, i) == (ids[i] != 0));
            }
        }
        vm.assertEq(market.dealCount(), count);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - count * HOUR_LOCK);
    }

    // ---- at the limit of a block ----

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
