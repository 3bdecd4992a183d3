// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

/// What one side could try to make the other pay, lose or be stuck with.
contract AttackTest is MarketFixture {
    uint256 private constant RATE = 300 ether;
    uint96 private constant CAP = 600 ether;
    uint96 private constant BOND = 3 ether;

    function aUsdAsk() private view returns (Order memory ask) {
        ask = anAsk();
        (ask.denomination, ask.pricePerSecond, ask.nonce) = (1, 1e12, 9);
        ask.expiresAt += 30 days;
    }

    function takeUsd(uint40 durationSeconds) private returns (Deal memory) {
        Order memory ask = aUsdAsk();
        bytes memory signature = sign(ask, HUB_KEY);
        return opened(buyer, abi.encodeCall(market.take, (ask, durationSeconds, CAP, signature)));
    }

    // ---- a supplier who wants more than was signed ----

    /// The end that a buyer has signed bounds what he pays, also when he never comes back.
    function testASupplierCannotMakeABuyerPayPastTheEndThatHeSigned() public {
        Deal memory deal = take(anAsk(), 2 days);
        pass(1 days);
        (, deal) = bill(deal);
        pass(1 days - 1);
        Amendment memory amendment = Amendment(1, 0, PRICE, 30 days, uint64(nowSeconds));
        bytes memory data = abi.encodeCall(market.amend, (amendment, deal, "", signAmendment(amendment, HUB_KEY)));
        bytes memory refusal = abi.encodeWithSelector(IMarket.AmendmentUnsigned.selector, buyer);
        refuse(hub, data, refusal, "the hub gives him time that he did not ask for");
        refuse(master, data, refusal, "the master does");
        amendment.pricePerSecond = PRICE - 1;
        data = abi.encodeCall(market.amend, (amendment, deal, "", ""));
        refuse(master, data, refusal, "for a lower price");
        pass(10 days);
        (, deal) = bill(deal);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 2 days);
        closeAs(stranger, deal);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 2 days);
    }

    /// Who lets a deal lie gets at most the cap for the time that the lock did not cover, whenever he bills.
    function testADealInUsdThatWasLeftUnbilledCostsAtMostTheCap(uint256 rate, uint32 wait) public {
        setRate(RATE);
        Deal memory deal = takeUsd(0);
        uint256 first = termsOf(deal).pricePerSecond;
        wait = uint32(bound(wait, 1 hours, 10 hours));
        pass(wait);
        setRate(bound(rate, RATE, 1e24));
        for (uint256 i = 0; i < 12 && termsOf(deal).billedUntil < nowSeconds; ++i) {
            (, deal) = bill(deal);
        }
        DealTerms memory terms = termsOf(deal);
        vm.assertEq(terms.billedUntil, nowSeconds);
        vm.assertEq(market.balanceOf(master), first * 1 hours + terms.pricePerSecond * (wait - 1 hours));
        vm.assertLe(terms.pricePerSecond, uint256(1e12) * CAP / 1e18, "the cap");
    }

    /// A price that moves to and fro within one block pays nothing twice, and makes no old state good for more.
    function testAFeedThatFlapsWithinABlockPaysNothing() public {
        setRate(RATE);
        Deal memory first = takeUsd(0);
        pass(100);
        setRate(RATE);
        (uint256 paid, Deal memory deal) = bill(first);
        for (uint256 i = 0; i < 4; ++i) {
            setRate(i % 2 == 0 ? RATE * 2 : RATE);
            uint256 more;
            (more, deal) = bill(deal);
            vm.assertEq(more, 0);
        }
        vm.assertEq(market.balanceOf(master), paid);
        vm.assertEq(market.balanceOf(buyer) + termsOf(deal).locked, DEPOSIT - paid);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1));
        market.bill(first);
    }

    // ---- a buyer who wants the bond, or to be let off ----

    /// The master closes what nobody can pay any more; a deposit a moment before makes no bond of that.
    function testADepositDoesNotTurnAFreeLeaveIntoABond() public {
        Order memory ask = anAsk();
        ask.bond = BOND;
        Deal memory deal = take(ask, 10 days);
        fund(master, BOND);
        drain(buyer, 0);
        pass(1 days + 600);
        uint256 state = vm.snapshotState();
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), BOND + uint256(PRICE) * 1 days);
        vm.revertToState(state);

        fund(buyer, PRICE * 601);
        expectCloseForbidden(master, deal);
        vm.assertEq(market.balanceOf(master), BOND);
        // He who means to pay it bills first.
        (, deal) = bill(deal);
        (, deal) = bill(deal);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * (1 days + 600));
    }

    /// A bond is due up to the last second of the lock, and again when it is filled.
    function testABondIsDueUpToTheLastSecondOfTheLock() public {
        Order memory ask = anAsk();
        ask.bond = BOND;
        Deal memory deal = take(ask, 10 days);
        fund(master, BOND);
        pass(1 days);
        expectCloseForbidden(master, deal);
        moveTo(nowSeconds - 1);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * (1 days - 1));
    }

    /// A deal of no seconds costs nothing, whoever ends it, also in the block that it was opened in.
    function testNothingIsPaidForNoTime() public {
        Deal memory deal = takeSpot();
        Amendment memory amendment = Amendment(1, 0, PRICE * 2, 0, uint64(nowSeconds));
        deal = amend(buyer, amendment, deal, "", "");
        vm.assertEq(market.bill(deal), 0);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.balanceOf(master), 0);
    }

    // ---- one account in several parts, one order in several hands ----

    /// Accounts that buy, sell and are paid at once: each counts as itself, and nothing appears or vanishes.
    function testOneAccountInEveryPart() public {
        (address otherHub, uint256 otherKey) = (vm.addr(0xD0), 0xD0);
        confirm(otherHub, buyer);
        fund(master, DEPOSIT);
        fund(hub, DEPOSIT);
        Order memory ask = anAsk();
        ask.author = otherHub;
        bytes memory signature = sign(ask, otherKey);
        Deal memory byMaster = opened(master, abi.encodeCall(market.take, (ask, 10 days, 0, signature)));
        ask.nonce = 8;
        signature = sign(ask, otherKey);
        Deal memory byHub = opened(hub, abi.encodeCall(market.take, (ask, 0, 0, signature)));
        Deal memory byBuyer = takeSpot();
        pass(1000);
        Deal[] memory deals = new Deal[](6);
        (deals[0], deals[1], deals[2]) = (byMaster, byHub, byBuyer);
        (deals[3], deals[4], deals[5]) = (byMaster, byHub, byBuyer);
        vm.assertEq(market.billBatch(deals), uint256(PRICE) * 3000);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT + PRICE * 1000 - uint256(PRICE) * 1 hours);
        vm.assertEq(market.balanceOf(master), DEPOSIT - uint256(PRICE) * 1 days);
        vm.assertEq(market.balanceOf(hub), DEPOSIT - uint256(PRICE) * (1 hours + 1000));
    }

    /// A hub may go to another master while a taker's transaction waits: who cares whom he pays joins the ask with a bid of his own.
    function testABidOfHisOwnHoldsABuyerToTheMasterThatHeChose() public {
        Order memory bid = aBid();
        bid.counterparty = master;
        bytes memory data = openData(anAsk(), bid);
        vm.prank(hub);
        registry.remove(hub);
        confirm(hub, stranger);
        refuse(
            buyer,
            data,
            abi.encodeWithSelector(IMarket.OrderCounterpartyWrong.selector, master, stranger),
            "another master"
        );
        vm.assertEq(termsOf(takeSpot()).master, stranger);
    }

    /// An order says its epoch: one that was signed ahead for the next is not cancelled, but enabled.
    function testCancelAllEnablesWhatWasSignedForTheNextEpoch() public {
        Order memory ask = anAsk();
        ask.epoch = 1;
        bytes memory signature = sign(ask, HUB_KEY);
        refuse(
            buyer,
            abi.encodeCall(market.take, (ask, 0, 0, signature)),
            abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, 1, 0),
            "ahead"
        );
        vm.prank(hub);
        market.cancelAll();
        takeSpotOf(ask, signature);
    }

    // ---- reporters who are slow ----

    /// A market's limit of age is twice its oracle's: then nobody who falls silent takes the price away from it, as long as a
    /// majority goes on. With the oracle's own limit he does.
    function testAMarketOfTwiceItsOraclesLimitKeepsItsPriceWhenOneFallsSilent() public {
        address[] memory reporters = new address[](3);
        (reporters[0], reporters[1], reporters[2]) = (address(0xE0), address(0xE1), address(0xE2));
        address oracle = vm.deployCode("Oracle.sol:Oracle", abi.encode(reporters, PRICE_MAX_AGE_SECONDS));
        IMarket once = aMarketOf(oracle, PRICE_MAX_AGE_SECONDS);
        IMarket twice = aMarketOf(oracle, 2 * PRICE_MAX_AGE_SECONDS);
        say(oracle, reporters[0]);
        bool once_;
        for (uint256 i = 0; i < 12; ++i) {
            pass(PRICE_MAX_AGE_SECONDS * 2 / 5);
            if (i > 0 && once.snmPerUsd() == 0) once_ = true;
            if (i > 0) vm.assertTrue(twice.snmPerUsd() != 0);
            say(oracle, reporters[1]);
            say(oracle, reporters[2]);
        }
        vm.assertTrue(once_);
    }

    function say(address oracle, address reporter) private {
        vm.prank(reporter);
        (bool ok,) = oracle.call(abi.encodeWithSignature("report(int256)", int256(300_000)));
        vm.assertTrue(ok);
    }

    function aMarketOf(address feed_, uint256 maxAgeSeconds) private returns (IMarket) {
        return IMarket(vm.deployCode("Market.sol:Market", abi.encode(snm, registry, profiles, feed_, maxAgeSeconds)));
    }

    function takeSpotOf(Order memory ask, bytes memory signature) private {
        opened(buyer, abi.encodeCall(market.take, (ask, 0, 0, signature)));
    }
}
