// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

/// What `take` asks of an ask, a taker and his money. Signatures: SignatureMutations; USD, bonds, blacklists: their own files.
contract TakeTest is MarketFixture {
    function expectRefusal(Order memory ask, uint40 durationSeconds, bytes memory refusal) private {
        bytes memory signature = sign(ask, HUB_KEY);
        vm.expectRevert(refusal);
        vm.prank(buyer);
        market.take(ask, durationSeconds, 0, signature);
    }

    function testSpotLocksOneHour() public {
        Order memory ask = anAsk();
        ask.bond = 5;
        bytes memory signature = sign(ask, HUB_KEY);
        DealTerms memory terms = DealTerms({
            id: 1,
            buyer: buyer,
            hub: hub,
            master: master,
            pricePerSecond: PRICE,
            usdPerSecond: 0,
            snmPerUsdCap: 0,
            startedAt: START,
            durationSeconds: 0,
            billedUntil: START,
            locked: uint256(PRICE) * 3600,
            bond: 5,
            amendments: 0,
            askHash: market.digest(ask)
        });
        vm.recordLogs();
        vm.prank(buyer);
        // What the caller says of a cap means nothing in SNM.
        vm.assertEq(market.take(ask, 0, 77, signature), 1);
        Deal memory deal = openedDeal();
        vm.assertEq(keccak256(abi.encode(termsOf(deal))), keccak256(abi.encode(terms)));
        vm.assertEq(market.dealHash(1), keccak256(abi.encode(deal)));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 3600);
        vm.assertTrue(market.isNonceUsed(hub, ask.nonce));
        vm.assertEq(market.dealCount(), 1);
    }

    function testTheEventNamesTheDealItsBuyerAndItsHub() public {
        Order memory ask = anAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        Deal memory deal = Deal({
            money: uint256(PRICE) << 160 | uint256(PRICE) * 3600 << 64 | START << 24,
            buyerTerms: bytes32(uint256(uint160(buyer)) << 96 | START << 56),
            hubTerms: bytes32(uint256(uint160(hub)) << 96),
            masterTerms: bytes32(uint256(uint160(master)) << 96),
            usdTerms: bytes32(uint256(1)),
            askHash: market.digest(ask)
        });
        vm.expectEmit(address(market));
        emit IMarket.DealOpened(1, buyer, hub, deal);
        vm.prank(buyer);
        market.take(ask, 0, 0, signature);
    }

    function testForwardLocksItsDurationButAtMostADay(uint40 durationSeconds) public {
        durationSeconds = uint40(1 + durationSeconds % 30 days);
        DealTerms memory terms = termsOf(take(anAsk(), durationSeconds));
        uint256 lockSeconds = durationSeconds < 1 days ? durationSeconds : 1 days;
        vm.assertEq(terms.locked, PRICE * lockSeconds);
        vm.assertEq(terms.durationSeconds, durationSeconds);
    }

    function testIdsAreSequential() public {
        Order memory ask = anAsk();
        for (uint256 i = 1; i <= 3; ++i) {
            ask.nonce = i << 8;
            vm.assertEq(termsOf(take(ask, 0)).id, i);
        }
    }

    function testAFreeAskLocksNothingAndNeverRunsOut() public {
        Order memory ask = anAsk();
        ask.pricePerSecond = 0;
        Deal memory deal = take(ask, 0);
        vm.assertEq(termsOf(deal).locked, 0);
        pass(365 days);
        (uint256 paid, Deal memory billed) = bill(deal);
        vm.assertEq(paid, 0);
        expectCloseForbidden(stranger, billed);
        closeAs(hub, billed);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.balanceOf(master), 0);
    }

    function testABidCannotBeTaken() public {
        Order memory ask = anAsk();
        ask.side = 1;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 1));
    }

    function testAThirdDenominationIsRefused(uint8 denomination) public {
        denomination = uint8(2 + denomination % 254);
        Order memory ask = anAsk();
        ask.denomination = denomination;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderDenominationInvalid.selector, denomination));
    }

    function testAUsdPriceOfNothingIsRefused() public {
        Order memory ask = anAsk();
        (ask.denomination, ask.pricePerSecond) = (1, 0);
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderUsdPriceZero.selector));
    }

    function testTheTakerHasTheIdentityThatTheAskWants(uint8 asked, uint8 proved) public {
        (asked, proved) = (asked % 5, uint8(1 + proved % 4));
        profiles.set(buyer, proved);
        Order memory ask = anAsk();
        ask.identityLevel = asked;
        if (proved < asked) {
            expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.IdentityTooLow.selector, buyer, asked, proved));
        } else {
            take(ask, 0);
        }
    }

    function testThereAreFourIdentityLevels(uint8 level) public {
        level = uint8(5 + level % 251);
        Order memory ask = anAsk();
        ask.identityLevel = level;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderIdentityInvalid.selector, level));
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
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, stranger, buyer));
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
        vm.assertTrue(market.isNonceUsed(hub, 7));
        vm.assertTrue(market.isNonceUsed(hub, type(uint256).max));
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
        vm.assertEq(market.epochOf(hub), 1);
        vm.assertEq(market.epochOf(buyer), 0);
        expectRefusal(anAsk(), 0, abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, 0, 1));
        Order memory ask = anAsk();
        ask.epoch = 2;
        expectRefusal(ask, 0, abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, 2, 1));
        ask.epoch = 1;
        take(ask, 0);
    }

    /// Epoch, free balance and the count of the blacklist share a word.
    function testCancelAllTouchesNeitherMoneyNorBlacklist() public {
        address[] memory accounts = new address[](1);
        accounts[0] = stranger;
        vm.prank(buyer);
        market.setBlacklisted(accounts, true);
        for (uint256 i = 1; i <= 3; ++i) {
            vm.prank(buyer);
            market.cancelAll();
            vm.assertEq(market.epochOf(buyer), i);
        }
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertTrue(market.isBlacklisted(buyer, stranger));
        drain(buyer, 0);
        vm.assertEq(market.epochOf(buyer), 3);
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
        market.take(ask, 0, 0, signature);
        fund(hub, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealWithSelf.selector, hub));
        vm.prank(hub);
        market.take(ask, 0, 0, signature);
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
        (ask.pricePerSecond, ask.durationSeconds) = (type(uint96).max, type(uint40).max);
        uint256 needed = uint256(type(uint96).max) * 1 days;
        expectRefusal(
            ask, type(uint40).max, abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, needed, DEPOSIT)
        );
        ask.pricePerSecond = 1;
        Deal memory deal = take(ask, type(uint40).max);
        pass(3 days);
        (uint256 paid,) = bill(deal);
        vm.assertEq(paid, 1 days);
    }
}
