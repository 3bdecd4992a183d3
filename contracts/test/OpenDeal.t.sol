// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

/// Which asks and bids join, who may join them, and what comes of it.
contract OpenDealTest is MarketFixture {
    address private immutable matcher = address(0x3A7C);

    function mismatch(IMarket.Mismatch reason) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.OrdersMismatch.selector, reason);
    }

    function forbidden(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.OpenForbidden.selector, caller);
    }

    function testTheDealIsAtTheAsksPriceForTheBidsDuration() public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (bid.pricePerSecond, bid.durationSeconds, bid.bond, bid.snmPerUsdCap) = (PRICE * 2, 2 days, 9, 10);
        ask.bond = 3;
        bytes memory data = openData(ask, bid);
        bytes32 bidHash = market.digest(bid);
        Deal memory deal = Deal({
            money: uint256(PRICE) << 160 | uint256(PRICE) * 1 days << 64 | START << 24,
            buyerTerms: bytes32(uint256(uint160(buyer)) << 96 | START << 56 | 2 days << 16),
            hubTerms: bytes32(uint256(uint160(hub)) << 96 | 3),
            masterTerms: bytes32(uint256(uint160(master)) << 96),
            usdTerms: bytes32(uint256(1)),
            askHash: market.digest(ask)
        });
        vm.expectEmit(address(market));
        emit IMarket.DealOpened(1, buyer, hub, deal);
        vm.expectEmit(address(market));
        emit IMarket.BidFilled(1, bidHash);
        vm.prank(hub);
        (bool ok, bytes memory result) = address(market).call(data);
        vm.assertTrue(ok);
        vm.assertEq(abi.decode(result, (uint256)), 1);
        vm.assertEq(market.dealHash(1), keccak256(abi.encode(deal)));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 1 days);
        vm.assertTrue(market.isNonceUsed(hub, 7));
        vm.assertTrue(market.isNonceUsed(buyer, 7));
    }

    function testBothSidesMayJoin() public {
        address[3] memory callers = [buyer, hub, master];
        for (uint256 i = 0; i < 3; ++i) {
            (Order memory ask, Order memory bid) = (anAsk(), aBid());
            (ask.nonce, bid.nonce) = (i, i);
            open(callers[i], ask, bid);
        }
    }

    function testNobodyElseMayUnlessOneSideNamedHim(address caller) public {
        if (caller == buyer || caller == hub || caller == master) return;
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        refuseOpen(caller, ask, bid, forbidden(caller));
        ask.matcher = matcher;
        if (caller != matcher) refuseOpen(caller, ask, bid, forbidden(caller));
        open(matcher, ask, bid);
        (ask.matcher, ask.nonce) = (address(0), 8);
        (bid.matcher, bid.nonce) = (matcher, 8);
        if (caller != matcher) refuseOpen(caller, ask, bid, forbidden(caller));
        open(matcher, ask, bid);
        vm.assertEq(market.balanceOf(matcher), 0);
    }

    /// 0 means nobody, also where nobody calls: as estimates of gas do.
    function testTheZeroAddressIsNoMatcher() public {
        refuseOpen(address(0), anAsk(), aBid(), forbidden(address(0)));
    }

    /// The matcher pays the gas, the buyer the deal.
    function testAMatcherNeedsNoMoneyOfHisOwn() public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        bid.matcher = matcher;
        Deal memory deal = open(matcher, ask, bid);
        vm.assertEq(termsOf(deal).buyer, buyer);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 3600);
    }

    function testEachOrderIsOfItsSide() public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        ask.side = 1;
        refuseOpen(buyer, ask, bid, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 1));
        (ask.side, bid.side) = (0, 0);
        refuseOpen(buyer, ask, bid, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 0));
        bid.side = 2;
        refuseOpen(buyer, ask, bid, abi.encodeWithSelector(IMarket.OrderSideWrong.selector, 2));
    }

    function testABidIsWellFormedToo() public {
        Order memory bid = aBid();
        bid.denomination = 2;
        refuseOpen(buyer, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderDenominationInvalid.selector, 2));
        bid = aBid();
        (bid.denomination, bid.pricePerSecond) = (1, 0);
        refuseOpen(buyer, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderUsdPriceZero.selector));
        bid = aBid();
        bid.identityLevel = 5;
        refuseOpen(buyer, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderIdentityInvalid.selector, 5));
        bid = aBid();
        bid.benchmarks[2] = 1 << 127;
        refuseOpen(buyer, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderBenchmarksInvalid.selector));
        bid = aBid();
        bid.expiresAt = uint64(nowSeconds - 1);
        refuseOpen(buyer, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderExpired.selector, nowSeconds - 1));
    }

    function testTheAsksCounterpartyIsTheBuyer() public {
        Order memory ask = anAsk();
        ask.counterparty = stranger;
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, stranger, buyer);
        refuseOpen(buyer, ask, aBid(), refusal);
        ask.counterparty = buyer;
        open(buyer, ask, aBid());
    }

    function testTheBidsCounterpartyIsTheMasterAndNotTheHub() public {
        Order memory bid = aBid();
        bid.counterparty = hub;
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, hub, master);
        refuseOpen(hub, anAsk(), bid, refusal);
        bid.counterparty = master;
        open(hub, anAsk(), bid);
    }

    function testDenominationsAreTheSame() public {
        Order memory ask = anAsk();
        ask.denomination = 1;
        refuseOpen(buyer, ask, aBid(), mismatch(IMarket.Mismatch.Denomination));
        Order memory bid = aBid();
        bid.denomination = 1;
        refuseOpen(buyer, anAsk(), bid, mismatch(IMarket.Mismatch.Denomination));
    }

    function testTheAsksPriceIsNotAboveTheBids(uint96 price) public {
        Order memory ask = anAsk();
        ask.pricePerSecond = uint96(bound(price, 0, uint256(PRICE) * 2));
        if (ask.pricePerSecond > PRICE) {
            refuseOpen(buyer, ask, aBid(), mismatch(IMarket.Mismatch.Price));
        } else {
            vm.assertEq(termsOf(open(buyer, ask, aBid())).pricePerSecond, ask.pricePerSecond);
        }
    }

    function testTheAsksDurationIsNotBelowTheBids(uint40 offered, uint40 asked) public {
        offered = uint40(bound(offered, 0, 3));
        asked = uint40(bound(asked, 0, 3));
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (ask.durationSeconds, bid.durationSeconds) = (offered, asked);
        if (asked > offered) {
            refuseOpen(buyer, ask, bid, mismatch(IMarket.Mismatch.Duration));
        } else {
            vm.assertEq(termsOf(open(buyer, ask, bid)).durationSeconds, asked);
        }
    }

    /// In the original a short array of flags was filled up with the ask's.
    function testEveryNetFlagThatTheBidAsksIsOffered(uint32 offered, uint32 asked) public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (ask.netFlags, bid.netFlags) = (offered, asked);
        bool serves = true;
        for (uint256 bit = 0; bit < 32; ++bit) {
            if (asked >> bit & 1 == 1 && offered >> bit & 1 == 0) serves = false;
        }
        if (serves) open(buyer, ask, bid);
        else refuseOpen(buyer, ask, bid, mismatch(IMarket.Mismatch.NetFlags));
        (ask.nonce, bid.nonce, ask.netFlags) = (8, 8, offered | asked);
        open(buyer, ask, bid);
    }

    /// Lanes near each other: a borrow of one must not reach the next.
    function testBenchmarksAreComparedLaneByLane(uint64[16] memory offered, uint8[16] memory changes) public {
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (ask.benchmarks, bid.benchmarks) = ([uint256(0), 0, 0, 0], [uint256(0), 0, 0, 0]);
        bool serves = true;
        for (uint256 i = 0; i < 16; ++i) {
            uint256 have = offered[i] >> 1;
            // Mostly equal or less, at times one more, the least or the most.
            uint256 want = have;
            if (changes[i] % 8 == 1 && have != type(uint64).max >> 1) want = have + 1;
            else if (changes[i] % 8 == 2) want = 0;
            else if (changes[i] % 64 == 3) want = type(uint64).max >> 1;
            else if (changes[i] % 8 == 4 && have != 0) want = have - 1;
            if (changes[0] % 2 == 0 && want > have) want = have;
            if (want > have) serves = false;
            ask.benchmarks[i / 4] |= have << (i % 4 * 64);
            bid.benchmarks[i / 4] |= want << (i % 4 * 64);
        }
        if (serves) open(buyer, ask, bid);
        else refuseOpen(buyer, ask, bid, mismatch(IMarket.Mismatch.Benchmarks));
    }

    function testOneBenchmarkBelowIsEnough(uint8 lane, uint64 value) public {
        lane %= 16;
        uint256 want = bound(value, 1, type(uint64).max >> 1);
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        uint256 all = uint256(type(uint64).max >> 1);
        all |= all << 64 | all << 128 | all << 192;
        (ask.benchmarks, bid.benchmarks) = ([all, all, all, all], [uint256(0), 0, 0, 0]);
        uint256 shift = lane % 4 * 64;
        ask.benchmarks[lane / 4] = all & ~(uint256(type(uint64).max) << shift) | (want - 1) << shift;
        bid.benchmarks[lane / 4] = want << shift;
        refuseOpen(buyer, ask, bid, mismatch(IMarket.Mismatch.Benchmarks));
        ask.benchmarks[lane / 4] += 1 << shift;
        open(buyer, ask, bid);
    }

    /// In the original one side's identity was looked up for the worker instead of its master.
    function testIdentityIsThatOfBuyerAndMasterNotOfTheHub(uint8 asked, uint8 wanted, uint8 buyers, uint8 masters)
        public
    {
        (asked, wanted) = (asked % 5, wanted % 5);
        (buyers, masters) = (1 + buyers % 4, 1 + masters % 4);
        profiles.set(buyer, buyers);
        profiles.set(master, masters);
        profiles.set(hub, 5 - masters);
        (Order memory ask, Order memory bid) = (anAsk(), aBid());
        (ask.identityLevel, bid.identityLevel) = (asked, wanted);
        if (buyers < asked) {
            bytes memory refusal = abi.encodeWithSelector(IMarket.IdentityTooLow.selector, buyer, asked, buyers);
            refuseOpen(hub, ask, bid, refusal);
        } else if (masters < wanted) {
            bytes memory refusal = abi.encodeWithSelector(IMarket.IdentityTooLow.selector, master, wanted, masters);
            refuseOpen(hub, ask, bid, refusal);
        } else {
            open(hub, ask, bid);
        }
    }

    function testAHubWithoutMasterCannotSell() public {
        vm.prank(hub);
        registry.remove(hub);
        refuseOpen(hub, anAsk(), aBid(), abi.encodeWithSelector(IMarket.HubUnconfirmed.selector, hub));
        vm.prank(hub);
        registry.announce(master);
        refuseOpen(hub, anAsk(), aBid(), abi.encodeWithSelector(IMarket.HubUnconfirmed.selector, hub));
    }

    function testNobodyDealsWithHimself() public {
        Order memory bid = aBid();
        bid.author = hub;
        bid.nonce = 8;
        fund(hub, 1 ether);
        bytes memory data = abi.encodeCall(market.openDeal, (anAsk(), bid, sign(anAsk(), HUB_KEY), sign(bid, HUB_KEY)));
        refuse(stranger, data, abi.encodeWithSelector(IMarket.DealWithSelf.selector, hub), "with the hub itself");
        vm.prank(hub);
        registry.remove(hub);
        confirm(hub, buyer);
        refuseOpen(hub, anAsk(), aBid(), abi.encodeWithSelector(IMarket.DealWithSelf.selector, buyer));
    }

    /// A refusal, wherever it comes, uses up neither order.
    function testARefusedPairStaysOpen() public {
        drain(buyer, 0);
        uint256 needed = uint256(PRICE) * 3600;
        bytes memory refusal = abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, needed, 0);
        refuseOpen(hub, anAsk(), aBid(), refusal);
        vm.assertFalse(market.isNonceUsed(hub, 7));
        vm.assertFalse(market.isNonceUsed(buyer, 7));
        vm.assertEq(market.dealCount(), 0);
        fund(buyer, needed);
        open(hub, anAsk(), aBid());
    }

    function testEachOrderFillsOnceAlsoInTheOtherWay() public {
        open(hub, anAsk(), aBid());
        bytes memory data = abi.encodeCall(market.take, (anAsk(), 0, 0, sign(anAsk(), HUB_KEY)));
        refuse(
            buyer, data, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 7), "taken after it was joined"
        );
        Order memory ask = anAsk();
        ask.nonce = 8;
        refuseOpen(hub, ask, aBid(), abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, buyer, 7));
        Order memory bid = aBid();
        bid.nonce = 8;
        refuseOpen(hub, anAsk(), bid, abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, hub, 7));
        open(hub, ask, bid);
    }

    function testThePairsDealLivesAsAnyOther() public {
        Deal memory deal = open(hub, anAsk(), aBid());
        pass(100);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, PRICE * 100);
        closeAs(buyer, next);
        DealTerms memory terms = termsOf(next);
        vm.assertEq(terms.master, master);
        vm.assertEq(market.balanceOf(buyer) + market.balanceOf(master), DEPOSIT);
    }
}
