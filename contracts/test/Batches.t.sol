// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IMarket, OpenRequest, TakeRequest } from "../src/interfaces/IMarket.sol";
import { FullOrders } from "./kit/FullOrders.sol";
import { vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// takeBatch and openDealBatch: what fails is passed over and leaves nothing behind.
contract BatchesTest is FullOrders {
    uint256 private constant HOUR_LOCK = uint256(PRICE) * 3600;

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
}
