// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { FakeFeed } from "./kit/Facts.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

/// Prices in USD: what the feed says, and what it may do.
contract UsdTest is MarketFixture {
    /// @dev 0.2 USD for 1 SNM.
    uint256 private constant RATE = 5 ether;
    uint96 private constant CAP = 8 ether;
    uint96 private constant USD_PRICE = 2e13;

    function setUp() public override {
        super.setUp();
        setRate(RATE);
    }

    function usdAsk() private view returns (Order memory order) {
        order = anAsk();
        (order.denomination, order.pricePerSecond) = (1, USD_PRICE);
    }

    function takeData(Order memory ask, uint40 durationSeconds, uint96 cap) private view returns (bytes memory) {
        return abi.encodeCall(market.take, (ask, durationSeconds, cap, sign(ask, HUB_KEY)));
    }

    function takeUsd(uint40 durationSeconds, uint96 cap) private returns (Deal memory) {
        return opened(buyer, takeData(usdAsk(), durationSeconds, cap));
    }

    function refuseTake(uint96 cap, bytes memory refusal) private {
        refuse(buyer, takeData(usdAsk(), 0, cap), refusal, "take");
    }

    function capTooLow(uint256 cap, uint256 least) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.CapTooLow.selector, cap, least);
    }

    /// @dev By long division, and not as the contract does it.
    function priceAt(uint256 usd, uint256 rate) private pure returns (uint256) {
        uint256 whole = rate / 1 ether;
        uint256 price = usd * whole + usd * (rate - whole * 1 ether) / 1 ether;
        return price < 2 ** 96 ? price : 2 ** 96 - 1;
    }

    function testADealIsOpenedAtTodaysRate() public {
        DealTerms memory terms = termsOf(takeUsd(0, CAP));
        vm.assertEq(terms.pricePerSecond, USD_PRICE * 5);
        vm.assertEq(terms.usdPerSecond, USD_PRICE);
        vm.assertEq(terms.snmPerUsdCap, CAP);
        vm.assertEq(terms.locked, uint256(USD_PRICE) * 5 * 1 hours);
        vm.assertEq(market.snmPerUsd(), RATE);
    }

    function testABidsCapIsTheBuyers() public {
        Order memory bid = aBid();
        (bid.denomination, bid.pricePerSecond, bid.snmPerUsdCap) = (1, USD_PRICE, CAP);
        DealTerms memory terms = termsOf(open(hub, usdAsk(), bid));
        vm.assertEq(terms.snmPerUsdCap, CAP);
        vm.assertEq(terms.pricePerSecond, USD_PRICE * 5);
        Order memory ask = usdAsk();
        (ask.nonce, bid.nonce, bid.snmPerUsdCap) = (8, 8, uint96(RATE - 1));
        refuseOpen(hub, ask, bid, capTooLow(RATE - 1, RATE));
        (ask.snmPerUsdCap, bid.snmPerUsdCap) = (CAP + 1, CAP);
        refuseOpen(hub, ask, bid, capTooLow(CAP, CAP + 1));
    }

    function testTheCapIsAtLeastTheAsksAndTodaysRate() public {
        refuseTake(uint96(RATE - 1), capTooLow(RATE - 1, RATE));
        Order memory ask = usdAsk();
        ask.snmPerUsdCap = CAP;
        refuse(buyer, takeData(ask, 0, CAP - 1), capTooLow(CAP - 1, CAP), "below the ask's");
        uint256 state = vm.snapshotState();
        opened(buyer, takeData(ask, 0, CAP));
        vm.revertToState(state);
        takeUsd(0, uint96(RATE));
    }

    function testAPriceInUsdIsFollowedFromSettlementToSettlement() public {
        Deal memory deal = takeUsd(0, CAP);
        pass(100);
        setRate(6.25 ether);
        (uint256 paid, Deal memory next) = bill(deal);
        // The past at the rate of the settlement before, the future at today's.
        vm.assertEq(paid, uint256(USD_PRICE) * 5 * 100);
        uint256 price = uint256(USD_PRICE) * 25 / 4;
        vm.assertEq(termsOf(next).pricePerSecond, price);
        vm.assertEq(termsOf(next).locked, price * 1 hours);
        pass(50);
        setRate(4 ether);
        uint256 free = market.balanceOf(buyer);
        (paid, next) = bill(next);
        vm.assertEq(paid, price * 50);
        vm.assertEq(termsOf(next).locked, uint256(USD_PRICE) * 4 * 1 hours);
        // What a fallen price leaves over goes back.
        vm.assertEq(market.balanceOf(buyer), free + price * (1 hours - 50) - uint256(USD_PRICE) * 4 * 1 hours);
        pass(10);
        closeAs(buyer, next);
        vm.assertEq(market.balanceOf(master), uint256(USD_PRICE) * (5 * 100 + 4 * 10) + price * 50);
        vm.assertEq(market.balanceOf(master) + market.balanceOf(buyer), DEPOSIT);
    }

    /// A feed that falls without end costs the buyer his cap, and not more.
    function testAboveTheCapTheBuyerPaysTheCap(uint256 rate) public {
        rate = bound(rate, CAP, 1e25);
        Deal memory deal = takeUsd(1 days, CAP);
        pass(10);
        setRate(rate);
        (, deal) = bill(deal);
        vm.assertEq(termsOf(deal).pricePerSecond, uint256(USD_PRICE) * 8);
        vm.assertEq(termsOf(deal).snmPerUsdCap, CAP);
    }

    /// Whatever the feed is or does: no deal in USD opens on it, and running ones keep their price, pay and close.
    function noPrice(string memory name) private {
        vm.assertEq(market.snmPerUsd(), 0, name);
        refuseTake(CAP, abi.encodeWithSelector(IMarket.PriceUnavailable.selector));
        uint256 state = vm.snapshotState();
        uint256 earned = market.balanceOf(master);
        Deal memory next = copy(running);
        vm.recordLogs();
        vm.assertEq(market.bill{ gas: 500_000 }(next), uint256(USD_PRICE) * 5 * 60, name);
        (, next.money) = abi.decode(dataOf(IMarket.DealBilled.selector), (uint256, uint256));
        vm.assertEq(termsOf(next).pricePerSecond, uint256(USD_PRICE) * 5, name);
        Amendment memory amendment = Amendment(1, 0, USD_PRICE + 1, 0, uint64(nowSeconds));
        bytes memory refusal = abi.encodeWithSelector(IMarket.PriceUnavailable.selector);
        refuse(buyer, abi.encodeCall(market.amend, (amendment, next, "", "")), refusal, name);
        closeAs(hub, next);
        vm.assertEq(market.balanceOf(master), earned + uint256(USD_PRICE) * 5 * 60, name);
        vm.revertToState(state);
    }

    Deal private running;

    function openRunning() private {
        Order memory ask = usdAsk();
        ask.nonce = 99;
        running = opened(buyer, takeData(ask, 0, CAP));
        pass(60);
        feed.set(2e7, nowSeconds);
    }

    function testAFeedWithoutAUsablePriceStopsNothing() public {
        openRunning();
        FakeFeed.Mode[4] memory modes = [
            FakeFeed.Mode.Reverts,
            FakeFeed.Mode.BurnsAllGas,
            FakeFeed.Mode.AnswersTooLittle,
            FakeFeed.Mode.AnswersTooMuch
        ];
        for (uint256 i = 0; i < 4; ++i) {
            feed.become(modes[i]);
            noPrice("mode");
        }
        feed.become(FakeFeed.Mode.Answers);
        feed.set(0, nowSeconds);
        noPrice("0");
        feed.set(-1, nowSeconds);
        noPrice("-1");
        feed.set(type(int256).min, nowSeconds);
        noPrice("min");
        feed.set(type(int256).max, nowSeconds);
        noPrice("max: less than a wei for a USD");
        feed.set(2e7, nowSeconds + 1);
        noPrice("of the future");
        feed.set(2e7, type(uint256).max);
        noPrice("of the far future");
        feed.set(2e7, nowSeconds - PRICE_MAX_AGE_SECONDS - 1);
        noPrice("stale");
        feed.set(2e7, 0);
        noPrice("never updated");
        vm.etch(address(feed), "");
        noPrice("gone");
    }

    function testAnAnswerIsUsableUntilItsLimit() public {
        takeUsd(0, CAP);
        pass(PRICE_MAX_AGE_SECONDS);
        vm.assertEq(market.snmPerUsd(), RATE);
        pass(1);
        vm.assertEq(market.snmPerUsd(), 0);
        feed.set(2e7, nowSeconds);
        vm.assertEq(market.snmPerUsd(), RATE);
    }

    /// SNM a million times dearer: the buyer pays a millionth of SNM, which is what he agreed to in USD.
    function testAMillionTimesDearer() public {
        Deal memory deal = takeUsd(0, CAP);
        pass(60);
        feed.set(2e13, nowSeconds);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, uint256(USD_PRICE) * 5 * 60);
        vm.assertEq(termsOf(next).pricePerSecond, uint256(USD_PRICE) * 5 / 1e6);
        vm.assertEq(market.balanceOf(buyer) + termsOf(next).locked + paid, DEPOSIT);
    }

    /// SNM a million times cheaper: the cap holds, and no new deal opens below the rate.
    function testAMillionTimesCheaper() public {
        Deal memory deal = takeUsd(0, CAP);
        pass(60);
        feed.set(20, nowSeconds);
        (, Deal memory next) = bill(deal);
        vm.assertEq(termsOf(next).pricePerSecond, uint256(USD_PRICE) * 8);
        Order memory ask = usdAsk();
        ask.nonce = 8;
        refuse(buyer, takeData(ask, 0, CAP), capTooLow(CAP, RATE * 1e6), "take");
    }

    /// A rate that turns a price into 0 makes the deal cost nothing, until there is another.
    function testAPriceBelowAWeiIsNothing() public {
        Deal memory deal = takeUsd(0, CAP);
        pass(60);
        feed.set(1e26, nowSeconds);
        vm.assertEq(market.snmPerUsd(), 1);
        (, Deal memory next) = bill(deal);
        vm.assertEq(termsOf(next).pricePerSecond, 0);
        vm.assertEq(termsOf(next).locked, 0);
        pass(60);
        expectCloseForbidden(stranger, next);
        setRate(RATE);
        (uint256 paid, Deal memory back) = bill(next);
        vm.assertEq(paid, 0);
        vm.assertEq(termsOf(back).pricePerSecond, uint256(USD_PRICE) * 5);
        vm.assertEq(termsOf(back).billedUntil, nowSeconds);
    }

    /// The highest price at the highest cap fits no 96 bits; it cannot be paid, and holds up nothing that is earned.
    function testAPriceThatFitsNothingHoldsUpNothing() public {
        Order memory ask = usdAsk();
        ask.pricePerSecond = type(uint96).max / 1e20;
        Deal memory deal = opened(buyer, takeData(ask, 0, type(uint96).max));
        pass(1);
        feed.set(1, nowSeconds);
        Amendment memory amendment = Amendment(1, 0, type(uint96).max, 0, uint64(nowSeconds));
        uint256 earned = termsOf(deal).pricePerSecond;
        Deal memory next = amend(buyer, amendment, deal, "", "");
        vm.assertEq(market.balanceOf(master), earned);
        vm.assertEq(termsOf(next).pricePerSecond, type(uint96).max);
        vm.assertEq(termsOf(next).locked, 0);
        closeAs(stranger, next);
    }

    function testAMarketWithoutAFeedHasNoPriceInUsd() public {
        IMarket other =
            IMarket(vm.deployCode("Market.sol:Market", abi.encode(snm, registry, profiles, address(0), uint256(0))));
        vm.assertEq(other.snmPerUsd(), 0);
        snm.approve(address(other), DEPOSIT);
        other.deposit(buyer, DEPOSIT);
        market = other;
        refuseTake(CAP, abi.encodeWithSelector(IMarket.PriceUnavailable.selector));
        takeSpot();
    }

    function testAnAmendmentOfADealInUsdIsInUsd() public {
        Deal memory deal = takeUsd(10 days, CAP);
        pass(60);
        setRate(6 ether);
        Amendment memory amendment = Amendment(1, 0, USD_PRICE + 10, 10 days, uint64(nowSeconds));
        Deal memory next = amend(buyer, amendment, deal, "", "");
        DealTerms memory terms = termsOf(next);
        vm.assertEq(market.balanceOf(master), uint256(USD_PRICE) * 5 * 60);
        vm.assertEq(terms.usdPerSecond, USD_PRICE + 10);
        vm.assertEq(terms.pricePerSecond, uint256(USD_PRICE + 10) * market.snmPerUsd() / 1 ether);
        vm.assertEq(terms.id, 1);
        vm.assertEq(terms.snmPerUsdCap, CAP);
        amendment = Amendment(1, 1, 0, 10 days, uint64(nowSeconds));
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderUsdPriceZero.selector);
        refuse(master, abi.encodeCall(market.amend, (amendment, next, "", "")), refusal, "for nothing");
        // The same number again is no change, whatever SNM costs by now.
        amendment = Amendment(1, 1, USD_PRICE + 10, 10 days, uint64(nowSeconds));
        refusal = abi.encodeWithSelector(IMarket.AmendmentEmpty.selector);
        refuse(buyer, abi.encodeCall(market.amend, (amendment, next, "", "")), refusal, "no change");
        pass(60);
        feed.set(1, nowSeconds);
        amendment = Amendment(1, 1, USD_PRICE + 20, 10 days, uint64(nowSeconds));
        next = amend(buyer, amendment, next, "", "");
        vm.assertEq(termsOf(next).pricePerSecond, uint256(USD_PRICE + 20) * 8);
    }

    /// A bill at the rate that is already in force, in the same second, changes nothing.
    function testABillThatChangesNothingIsSilent() public {
        Deal memory deal = takeUsd(0, CAP);
        vm.recordLogs();
        vm.assertEq(market.bill(deal), 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        setRate(4 ether);
        (, deal) = bill(deal);
        vm.assertEq(termsOf(deal).pricePerSecond, uint256(USD_PRICE) * 4);
    }

    /// Who brings so little gas that the feed cannot answer has none left to settle at the old price.
    function testNoGasLimitMakesTheFeedSilent(uint256 gas) public {
        gas = bound(gas, 20_000, 80_000);
        Deal memory deal = takeUsd(0, CAP);
        pass(60);
        setRate(4 ether);
        bytes memory data = abi.encodeCall(market.bill, (deal));
        vm.cool(address(feed));
        vm.cool(address(market));
        vm.recordLogs();
        (bool ok,) = address(market).call{ gas: gas }(data);
        if (!ok) return;
        (, deal.money) = abi.decode(dataOf(IMarket.DealBilled.selector), (uint256, uint256));
        vm.assertEq(termsOf(deal).pricePerSecond, uint256(USD_PRICE) * 4);
    }

    /// A walk of rates, seconds and caps, beside a computation of its own.
    function testWhatIsPaidFollowsTheFeed(uint96 usd, uint96 cap, uint64[6] memory rates, uint16[6] memory steps)
        public
    {
        usd = uint96(bound(usd, 1, 1e14));
        cap = uint96(bound(cap, RATE, 40 ether));
        Order memory ask = usdAsk();
        ask.pricePerSecond = usd;
        Deal memory deal = opened(buyer, takeData(ask, 0, cap));
        uint256 price = priceAt(usd, RATE);
        uint256 expected;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 elapsed = uint256(steps[i]) % 3600 + 1;
            pass(elapsed);
            uint256 answer = bound(rates[i], 0, 4e7);
            feed.set(int256(answer), nowSeconds);
            expected += price * elapsed;
            (, deal) = bill(deal);
            if (answer != 0) {
                uint256 rate = 1e26 / answer;
                price = priceAt(usd, rate < cap ? rate : cap);
            }
            vm.assertEq(termsOf(deal).pricePerSecond, price);
            vm.assertEq(market.balanceOf(master), expected);
            vm.assertEq(termsOf(deal).locked, price * 3600);
        }
        vm.assertEq(market.balanceOf(buyer) + expected + price * 3600, DEPOSIT);
    }
}
