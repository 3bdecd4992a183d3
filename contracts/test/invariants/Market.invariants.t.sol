// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket } from "../../src/interfaces/IMarket.sol";
import { DealState } from "../../src/DealState.sol";
import { FakeFeed } from "../kit/Facts.sol";
import { CallingToken } from "../kit/OddTokens.sol";
import { vm } from "../kit/Vm.sol";
import { Rule } from "./Books.sol";
import { MarketHandler } from "./MarketHandler.sol";

/// Random actors on one market. One walk checks all that holds: a walk for each of it would be the same walk, many times.
contract MarketInvariants {
    using DealState for Deal;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant RULES = uint256(type(Rule).max) + 1;
    MarketHandler private handler;
    IMarket private market;
    CallingToken private token;

    function setUp() public {
        handler = new MarketHandler();
        (market, token) = (handler.market(), handler.token());
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[29] memory selectors = [
            MarketHandler.deposit.selector,
            MarketHandler.withdraw.selector,
            MarketHandler.offer.selector,
            MarketHandler.offer.selector,
            MarketHandler.take.selector,
            MarketHandler.take.selector,
            MarketHandler.takeBatch.selector,
            MarketHandler.openDeal.selector,
            MarketHandler.openDeal.selector,
            MarketHandler.openDeal.selector,
            MarketHandler.openDealBatch.selector,
            MarketHandler.cancel.selector,
            MarketHandler.cancelAll.selector,
            MarketHandler.blacklist.selector,
            MarketHandler.relink.selector,
            MarketHandler.certify.selector,
            MarketHandler.tell.selector,
            MarketHandler.corrupt.selector,
            MarketHandler.pass.selector,
            MarketHandler.pass.selector,
            MarketHandler.bill.selector,
            MarketHandler.bill.selector,
            MarketHandler.billBatch.selector,
            MarketHandler.close.selector,
            MarketHandler.close.selector,
            MarketHandler.close.selector,
            MarketHandler.closeBatch.selector,
            MarketHandler.amend.selector,
            MarketHandler.amend.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), new bytes4[](29));
        for (uint256 i = 0; i < 29; ++i) {
            targets[0].selectors[i] = selectors[i];
        }
    }

    function invariantTheMarketIsSound() public view {
        checkRules();
        checkMoney();
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            checkDeal(handler.dealAt(i));
        }
        vm.assertEq(market.dealCount(), handler.dealsLength(), "the count of deals is not that of their events");
    }

    /// What the books judged when it happened: the names of the enum say what holds.
    function checkRules() private view {
        for (uint256 i = 0; i < RULES; ++i) {
            vm.assertFalse(handler.isBroken(Rule(i)), string.concat("broken: rule ", vm.toString(i)));
        }
    }

    function checkMoney() private view {
        address[] memory all = handler.everybody();
        uint256 sum;
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 free = market.balanceOf(all[i]);
            sum += free;
            vm.assertEq(free, handler.freeOf(all[i]), "a balance is not what events tell");
            vm.assertEq(market.epochOf(all[i]), handler.epochs(all[i]), "an epoch is not what events tell");
        }
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            if (handler.closedAt(i + 1) == 0) sum += handler.dealAt(i).locked();
        }
        vm.assertEq(token.balanceOf(address(market)), sum, "the tokens are not the balances and the locks");
        vm.assertEq(handler.deposited() - handler.withdrawn(), sum, "money came or went otherwise than by the door");
        vm.assertEq(market.balanceOf(handler.STRANGER()), 0, "a stranger has gained");
        vm.assertEq(market.balanceOf(handler.MATCHER()), 0, "a matcher has gained");
    }

    function checkDeal(Deal memory deal) private view {
        uint256 id = deal.id();
        uint256 closedAt = handler.closedAt(id);
        vm.assertEq(market.dealHash(id), closedAt == 0 ? deal.hash() : bytes32(0), "another state is committed");
        vm.assertEq(handler.fixedOf(deal), handler.fixedTerms(id), "what is fixed has changed");
        uint256 limit = closedAt == 0 ? block.timestamp : closedAt;
        vm.assertLe(deal.billedUntil(), limit, "seconds of the future were paid");
        vm.assertLe(deal.startedAt(), deal.billedUntil(), "seconds before the start were paid");
        vm.assertLe(handler.paidOf(id), handler.agreedFor(id), "the buyer has lost more than he agreed to");
        uint256 price = deal.pricePerSecond();
        uint256 usd = deal.usdPerSecond();
        if (usd != 0) vm.assertLe(price, usd * deal.snmPerUsdCap() / 1e18, "the price is above the cap");
        uint256 duration = deal.durationSeconds();
        vm.assertLe(deal.locked(), price * (duration == 0 ? 1 hours : 1 days), "a lock is above its period");
        if (price != 0) vm.assertEq(deal.locked() % price, 0, "a lock is no whole number of seconds");
        if (duration == 0) return;
        vm.assertLe(deal.billedUntil(), deal.end(), "seconds after the end were paid");
        vm.assertLe(deal.locked(), price * (deal.end() - deal.billedUntil()), "more is locked than remains");
    }

    /// However a walk has ended, everybody gets out with what is his.
    function afterInvariant() public {
        checkBatchEqualsSingles();
        checkWhoDoesNothingIsSetFree();
        collectEverything();
    }

    function openDeals() private view returns (Deal[] memory open) {
        Deal[] memory some = new Deal[](handler.dealsLength());
        uint256 count;
        for (uint256 i = 0; i < some.length; ++i) {
            if (handler.closedAt(i + 1) == 0) some[count++] = handler.dealAt(i);
        }
        open = new Deal[](count);
        for (uint256 i = 0; i < count; ++i) {
            open[i] = some[i];
        }
    }

    function stateOf(Deal[] memory open) private view returns (bytes32 state) {
        address[] memory all = handler.everybody();
        for (uint256 i = 0; i < all.length; ++i) {
            state = keccak256(abi.encode(state, market.balanceOf(all[i])));
        }
        for (uint256 i = 0; i < open.length; ++i) {
            state = keccak256(abi.encode(state, market.dealHash(open[i].id())));
        }
    }

    function checkBatchEqualsSingles() private {
        Deal[] memory open = openDeals();
        vm.warp(block.timestamp + 600);
        uint256 before = vm.snapshotState();
        market.billBatch(open);
        bytes32 batch = stateOf(open);
        vm.revertToState(before);
        before = vm.snapshotState();
        for (uint256 i = 0; i < open.length; ++i) {
            market.bill(open[i]);
        }
        vm.assertEq(stateOf(open), batch, "a batch bills otherwise than single calls");
        vm.revertToState(before);
    }

    /// With nothing free, each deal of his ends within its period: anyone can end it then, whatever the feed says.
    function checkWhoDoesNothingIsSetFree() private {
        uint256 before = vm.snapshotState();
        Deal[] memory open = openDeals();
        for (uint256 i = 0; i < 4; ++i) {
            address buyer = handler.buyers(i);
            uint256 free = market.balanceOf(buyer);
            vm.prank(buyer);
            market.withdraw(free);
        }
        vm.warp(block.timestamp + 1 days);
        handler.feed().become(FakeFeed.Mode.Reverts);
        for (uint256 i = 0; i < open.length; ++i) {
            if (open[i].pricePerSecond() == 0) continue;
            uint256 earned = market.balanceOf(open[i].master());
            // What another deal's end returns to him is free again, and would fund this one.
            uint256 free = market.balanceOf(open[i].buyer());
            vm.prank(open[i].buyer());
            market.withdraw(free);
            vm.prank(handler.STRANGER());
            market.close(open[i]);
            uint256 due = open[i].locked();
            vm.assertEq(market.balanceOf(open[i].master()), earned + due, "what was locked and used is not paid");
        }
        vm.revertToState(before);
    }

    function collectEverything() private {
        Deal[] memory open = openDeals();
        handler.feed().become(FakeFeed.Mode.BurnsAllGas);
        for (uint256 i = 0; i < open.length; ++i) {
            vm.prank(open[i].buyer());
            market.close(open[i]);
        }
        address[] memory all = handler.everybody();
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 free = market.balanceOf(all[i]);
            vm.prank(all[i]);
            market.withdraw(free);
        }
        vm.assertEq(token.balanceOf(address(market)), 0, "money is left that nobody can collect");
    }

    /// A walk that reaches nothing proves nothing.
    function testTheWalkReachesEveryEvent() public {
        uint256 seed = 1;
        bytes4[] memory selectors = targetSelectors()[0].selectors;
        for (uint256 run = 0; run < 12; ++run) {
            setUp();
            for (uint256 step = 0; step < 100; ++step) {
                seed = uint256(keccak256(abi.encode(seed)));
                bytes memory words = abi.encode(seed, seed >> 64, seed >> 128, seed >> 192);
                bytes4 selector = selectors[seed % selectors.length];
                if (selector == MarketHandler.certify.selector) words = abi.encode(seed, seed % 256);
                if (selector == MarketHandler.blacklist.selector) {
                    words = abi.encode(seed, seed >> 64, (seed >> 128) % 2);
                }
                (bool ok,) = address(handler).call(abi.encodePacked(selector, words));
                vm.assertTrue(ok);
            }
            invariantTheMarketIsSound();
            tally();
            afterInvariant();
        }
        bytes32[12] memory topics = topicsOfAll();
        for (uint256 i = 0; i < topics.length; ++i) {
            vm.assertTrue(counted[topics[i]] > 2, string.concat("too rare: event ", vm.toString(i)));
        }
        vm.assertTrue(counted["reentered"] > 2, "no wallet called back");
        vm.assertTrue(counted["usd"] > 2, "no deal in USD");
    }

    mapping(bytes32 topic => uint256) private counted;

    function topicsOfAll() private pure returns (bytes32[12] memory) {
        return [
            IMarket.Deposited.selector,
            IMarket.Withdrawn.selector,
            IMarket.NonceCancelled.selector,
            IMarket.EpochAdvanced.selector,
            IMarket.Blacklisted.selector,
            IMarket.DealOpened.selector,
            IMarket.BidFilled.selector,
            IMarket.DealBilled.selector,
            IMarket.DealAmended.selector,
            IMarket.DealClosed.selector,
            IMarket.BondPaid.selector,
            IMarket.RequestFailed.selector
        ];
    }

    function tally() private {
        bytes32[12] memory topics = topicsOfAll();
        for (uint256 i = 0; i < topics.length; ++i) {
            counted[topics[i]] += handler.seen(topics[i]);
        }
        counted["reentered"] += handler.reentered();
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            if (handler.dealAt(i).usdPerSecond() != 0) ++counted["usd"];
        }
    }
}
