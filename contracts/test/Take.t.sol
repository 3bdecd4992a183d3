// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

contract TakeTest is MarketFixture {
    bytes32 private constant ORDER_OF_SECP256K1 = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function expectRefusal(Order memory ask, uint64 durationSeconds, bytes memory refusal) private {
        bytes memory signature = sign(ask, HUB_KEY);
        vm.expectRevert(refusal);
        vm.prank(buyer);
        market.take(ask, signature, durationSeconds);
    }

    function refuseSignature(Order memory ask, bytes memory signature) private {
        vm.expectRevert(IMarket.OrderSignatureInvalid.selector);
        vm.prank(buyer);
        market.take(ask, signature, 0);
    }

    function testSpotLocksOneHour() public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        Deal memory deal = Deal({
            id: 1,
            buyer: buyer,
            hub: hub,
            master: master,
            pricePerSecond: PRICE,
            startedAt: uint64(START),
            durationSeconds: 0,
            billedUntil: uint64(START),
            locked: PRICE * 3600,
            askHash: market.digest(ask)
        });
        vm.expectEmit(address(market));
        emit IMarket.DealOpened(1, buyer, hub, deal);
        vm.prank(buyer);
        vm.assertEq(market.take(ask, signature, 0), 1);
        vm.assertEq(market.dealHash(1), keccak256(abi.encode(deal)));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 3600);
        vm.assertTrue(market.isNonceUsed(hub, ask.nonce));
        vm.assertEq(market.dealCount(), 1);
    }

    function testForwardLocksItsDurationButAtMostADay(uint64 durationSeconds) public {
        durationSeconds = uint64(1 + durationSeconds % 30 days);
        Deal memory deal = take(anAsk(), durationSeconds);
        uint256 lockSeconds = durationSeconds < 1 days ? durationSeconds : 1 days;
        vm.assertEq(deal.locked, PRICE * lockSeconds);
        vm.assertEq(deal.durationSeconds, durationSeconds);
    }

    function testIdsAreSequential() public {
        Order memory ask = anAsk();
        for (uint256 i = 1; i <= 3; ++i) {
            ask.nonce = i << 8;
            vm.assertEq(take(ask, 0).id, i);
        }
    }

    function testAFreeAskLocksNothingAndNeverRunsOut() public {
        Order memory ask = anAsk();
        ask.pricePerSecond = 0;
        Deal memory deal = take(ask, 0);
        vm.assertEq(deal.locked, 0);
        pass(365 days);
        vm.assertEq(market.bill(deal), 0);
        expectCloseForbidden(stranger, deal);
        closeAs(hub, deal);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
    }

    function testABidCannotBeTaken() public {
        Order memory ask = anAsk();
        ask.side = 1;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 1));
    }

    function testUsdIsRefused() public {
        Order memory ask = anAsk();
        ask.denomination = 1;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderDenominationUnsupported.selector, 1));
    }

    function testAnIdentityRequirementIsRefused() public {
        Order memory ask = anAsk();
        ask.identityLevel = 2;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderIdentityUnsupported.selector, 2));
        ask.identityLevel = 0;
        take(ask, 0);
    }

    function testABondIsRefused() public {
        Order memory ask = anAsk();
        ask.bond = 1;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderBondUnsupported.selector, 1));
    }

    function testABenchmarkOfMoreThan63BitsIsRefused(uint8 lane) public {
        lane %= 16;
        Order memory ask = anAsk();
        ask.benchmarks[lane / 4] = 1 << ((lane % 4) * 64 + 63);
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderBenchmarksInvalid.selector));
        ask.benchmarks[lane / 4] = uint256(type(uint64).max >> 1) << ((lane % 4) * 64);
        take(ask, 0);
    }

    function testExpiryIsInclusive() public {
        Order memory ask = anAsk();
        moveTo(ask.expiresAt + 1);
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderExpired.selector, ask.expiresAt));
        moveTo(ask.expiresAt);
        take(ask, 0);
    }

    function testOnlyTheCounterpartyTakes() public {
        Order memory ask = anAsk();
        ask.counterparty = stranger;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, stranger));
        ask.counterparty = buyer;
        take(ask, 0);
    }

    function testNoLongerThanOffered() public {
        Order memory ask = anAsk();
        ask.durationSeconds = 100;
        expectRefusal(ask, 101, abi.encodeWithSelector(IMarket.OrderDurationExceeded.selector, 100, 101));
        take(ask, 100);
        ask.durationSeconds = 0;
        ask.nonce = 8;
        expectRefusal(ask, 1, abi.encodeWithSelector(IMarket.OrderDurationExceeded.selector, 0, 1));
        take(ask, 0);
    }

    function testAnOrderFillsOnce() public {
        takeSpot();
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 7));
    }

    function testACancelledOrderFillsNever() public {
        uint256[] memory nonces = new uint256[](2);
        (nonces[0], nonces[1]) = (7, type(uint256).max);
        vm.expectEmit(address(market));
        emit IMarket.NonceCancelled(hub, 7);
        vm.expectEmit(address(market));
        emit IMarket.NonceCancelled(hub, type(uint256).max);
        vm.prank(hub);
        market.cancel(nonces);
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 7));
        vm.assertFalse(market.isNonceUsed(hub, 6));
        vm.assertFalse(market.isNonceUsed(hub, 8));
        vm.assertFalse(market.isNonceUsed(buyer, 7));
    }

    function testCancellingATakenOrderSaysNothing() public {
        takeSpot();
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 7;
        vm.recordLogs();
        vm.prank(hub);
        market.cancel(nonces);
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function testCancelAllEndsAnEpoch() public {
        vm.expectEmit(address(market));
        emit IMarket.EpochAdvanced(hub, 1);
        vm.prank(hub);
        market.cancelAll();
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, 0, 1));
        Order memory ask = anAsk();
        ask.epoch = 2;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, 2, 1));
        ask.epoch = 1;
        take(ask, 0);
    }

    function testAHubWithoutMasterCannotSell() public {
        vm.prank(master);
        registry.remove(hub);
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.HubUnconfirmed.selector, hub));
    }

    function testNobodyDealsWithHimself() public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        fund(master, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealWithSelf.selector, master));
        vm.prank(master);
        market.take(ask, signature, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealWithSelf.selector, hub));
        vm.prank(hub);
        market.take(ask, signature, 0);
    }

    function testAnUncoveredLockIsRefused() public {
        uint256 needed = uint256(PRICE) * 3600;
        drain(buyer, needed - 1);
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, needed, needed - 1));
        fund(buyer, 1);
        takeSpot();
        vm.assertEq(market.balanceOf(buyer), 0);
    }

    function testTheHighestPriceAndDurationAreOnlyUnaffordable() public {
        Order memory ask = anAsk();
        ask.pricePerSecond = type(uint128).max;
        ask.durationSeconds = type(uint64).max;
        uint256 needed = uint256(type(uint128).max) * 1 days;
        expectRefusal(
            ask, type(uint64).max, abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, needed, DEPOSIT)
        );
        ask.pricePerSecond = 1;
        Deal memory deal = take(ask, type(uint64).max);
        pass(3 days);
        (uint256 paid,) = bill(deal);
        vm.assertEq(paid, 1 days);
    }

    function testTheSignatureIsTheAuthorsAlone() public {
        Order memory ask = anAsk();
        refuseSignature(ask, sign(ask, BUYER_KEY));
        ask.author = address(0);
        refuseSignature(ask, sign(ask, HUB_KEY));
    }

    function testMalformedSignaturesAreRefused() public {
        Order memory ask = anAsk();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(HUB_KEY, market.digest(ask));
        bytes32 highS = bytes32(uint256(ORDER_OF_SECP256K1) - uint256(s));
        refuseSignature(ask, "");
        refuseSignature(ask, new bytes(65));
        refuseSignature(ask, abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27)));
        refuseSignature(ask, abi.encodePacked(r, s, v - 27));
        refuseSignature(ask, abi.encodePacked(r, highS, v == 27 ? uint8(28) : uint8(27)));
        refuseSignature(ask, abi.encodePacked(r, s, v, uint8(0)));
        refuseSignature(ask, abi.encodePacked(r, bytes32(uint256(s) | (v == 28 ? uint256(1) << 255 : 0))));
        take(ask, 0);
    }

    function testTheSignatureIsForThisChain() public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        vm.chainId(1);
        refuseSignature(ask, signature);
    }

    /// Each field that the other checks would let through is covered by the signature.
    function testNoFieldCanBeChanged(uint256 field, uint256 change) public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        field %= 12;
        if (field == 0) ask.matcher = address(uint160(1 + change % 1000));
        else if (field == 1) ask.nonce = bound64(change, ask.nonce);
        else if (field == 2) ask.expiresAt += uint64(1 + change % 1000);
        else if (field == 3) ask.durationSeconds += uint64(1 + change % 1000);
        else if (field == 4) ask.pricePerSecond -= uint128(1 + change % 1000);
        else if (field == 5) ask.snmPerUsdCap += uint128(1 + change % 1000);
        else if (field == 6) ask.identityLevel = 0;
        else if (field == 7) ask.netFlags += uint32(1 + change % 1000);
        else if (field == 8) ask.tag = bytes32(change);
        else if (field == 9) ask.detailsHash = bytes32(change);
        else if (field == 10) ask.benchmarks[change % 4] += 1;
        else ask.counterparty = buyer;
        refuseSignature(ask, signature);
    }

    function bound64(uint256 value, uint256 but) private pure returns (uint256) {
        return value == but ? value + 1 : value;
    }
}
