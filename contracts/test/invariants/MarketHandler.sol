// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, IMarket, OpenRequest, Order, TakeRequest } from "../../src/interfaces/IMarket.sol";
import { DealState } from "../../src/DealState.sol";
import { FakeFeed } from "../kit/Facts.sol";
import { vm } from "../kit/Vm.sol";
import { Wallet } from "../kit/Wallets.sol";
import { Books, Rule } from "./Books.sol";
import { GreedyWallet } from "./World.sol";

/// @dev What the actors do, each from a seed. What a call may do is judged by the books; here only whether it may fail.
contract MarketHandler is Books {
    using DealState for Deal;

    uint256 private constant MAX_DEALS = 16;
    Order[] private asks;
    Order[] private bids;

    constructor() {
        for (uint256 i = 0; i < 4; ++i) {
            deposit(i, 45 ether);
        }
        for (uint256 i = 0; i < 6; ++i) {
            offer(i);
        }
    }

    function call(address caller, bytes memory data) private returns (bool ok, uint256 paid) {
        sender = caller;
        vm.recordLogs();
        vm.prank(caller);
        (ok,) = address(market).call(data);
        if (ok) paid = book();
    }

    // ---- money, orders, facts ----

    function deposit(uint256 who, uint256 amount) public {
        vm.recordLogs();
        market.deposit(everybody()[who % 9], amount % 50 ether);
        book();
    }

    /// @dev The wallets among them try more in the middle of it.
    function withdraw(uint256 who, uint256 amount, uint256 plan) external {
        address account = everybody()[who % 9];
        amount %= market.balanceOf(account) + 1;
        if (account.code.length != 0) {
            bytes memory data = abi.encodeCall(market.withdraw, (amount));
            if (plan % 3 == 0 && deals.length != 0) data = abi.encodeCall(market.bill, (deals[plan % deals.length]));
            if (plan % 9 == 1) data = abi.encodeCall(market.cancelAll, ());
            GreedyWallet(account).arm(data);
        }
        call(account, abi.encodeCall(market.withdraw, (amount)));
    }

    function offer(uint256 seed) public {
        Order memory ask = anyAsk([seed]);
        asks.push(ask);
        orders[market.digest(ask)] = ask;
    }

    function cancel(uint256 who, uint256 nonce) external {
        uint256[] memory nonces = new uint256[](2);
        (nonces[0], nonces[1]) = (nonce % 3 * 250 + nonce % 30, nonce % 30);
        call(everybody()[who % 7], abi.encodeCall(market.cancel, (nonces)));
    }

    function cancelAll(uint256 who) external {
        if (who % 8 == 0) call(everybody()[who % 7], abi.encodeCall(market.cancelAll, ()));
    }

    function blacklist(uint256 lister, uint256 account, bool on) external {
        address[] memory accounts = new address[](1);
        accounts[0] = everybody()[account % 9];
        call(everybody()[lister % 9], abi.encodeCall(market.setBlacklisted, (accounts, on && lister % 4 == 0)));
    }

    function relink(uint256 which, uint256 to) external {
        address hub = hubs[which % 3];
        if (registry.masterOf(hub) != address(0)) {
            vm.prank(hub);
            registry.remove(hub);
        }
        if (to % 4 != 0) link(hub, masters[to % 2]);
    }

    function certify(uint256 who, uint8 level) external {
        profiles.set(everybody()[who % 9], 1 + level % 4);
    }

    function pass(uint256 durationSeconds) external {
        nowSeconds += 1 + durationSeconds % (durationSeconds % 5 == 0 ? 2 days : 2 hours);
        vm.warp(nowSeconds);
    }

    /// @dev The feed tells the truth, lies, is silent, or does harm.
    function tell(uint256 how, uint256 answer) external {
        feed.become(how % 3 != 0 ? FakeFeed.Mode.Answers : FakeFeed.Mode(how % 5));
        int256[6] memory answers = [int256(2e7), int256(1e7 + answer % 2e7), 0, type(int256).max, 2e13, int256(20)];
        uint256[4] memory times = [nowSeconds, nowSeconds, nowSeconds - 3601, nowSeconds + 1];
        feed.set(answers[how / 7 % 3 == 0 ? answer % 6 : answer % 2], times[how / 21 % 3 == 0 ? answer % 4 : 0]);
    }

    function corrupt(uint256 who, uint256 mode) external {
        address account = everybody()[who % 9];
        if (account.code.length == 0) return;
        // None that burns all gas: what is lost by that is its caller's alone.
        uint8[6] memory modes = [0, 0, 1, 4, 5, 6];
        Wallet(account).become(Wallet.Mode(modes[mode % 6]));
    }

    /// @dev How often a wallet has done something in the middle of a withdrawal.
    function reentered() external view returns (uint256 sum) {
        address[] memory accounts = everybody();
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i].code.length != 0) sum += GreedyWallet(accounts[i]).calledBack();
        }
    }

    // ---- opening ----

    function isFull() private view returns (bool) {
        return deals.length >= MAX_DEALS;
    }

    function take(uint256 who, uint256 which, uint256 terms) external {
        if (isFull()) return;
        TakeRequest memory request = takeOf(which, terms);
        call(
            buyers[who % 4],
            abi.encodeCall(market.take, (request.ask, request.durationSeconds, request.snmPerUsdCap, request.signature))
        );
        isTake = false;
    }

    /// @dev A new one, mostly; else one of before, which may be used, cancelled, expired or outdated.
    function anOffer(uint256 seed) private returns (Order memory) {
        if (seed % 4 == 0) return asks[seed % asks.length];
        offer(seed);
        return asks[asks.length - 1];
    }

    function takeOf(uint256 which, uint256 terms) private returns (TakeRequest memory request) {
        request.ask = anOffer(which);
        if (terms % 2 == 0) request.durationSeconds = uint40(terms % (uint256(request.ask.durationSeconds) + 1));
        request.signature = sign(request.ask);
        (takersCap, isTake) = (2e18 + 4e18 * (terms % 5), true);
        request.snmPerUsdCap = uint96(takersCap);
    }

    function takeBatch(uint256 who, uint256 which, uint256 terms, uint256 atLeast) external {
        if (isFull()) return;
        TakeRequest[] memory requests = new TakeRequest[](3);
        for (uint256 i = 0; i < 3; ++i) {
            requests[i] = takeOf(which / 2 + i, terms);
        }
        call(buyers[who % 4], abi.encodeCall(market.takeBatch, (requests, atLeast % 3)));
        isTake = false;
    }

    function joined(uint256 seed) private returns (OpenRequest memory request) {
        request.ask = anOffer(seed);
        if (seed % 5 == 0 && bids.length != 0) {
            request.bid = bids[seed % bids.length];
        } else {
            request.bid = bidFor(request.ask, [seed]);
            bids.push(request.bid);
            orders[market.digest(request.bid)] = request.bid;
        }
        (request.askSignature, request.bidSignature) = (sign(request.ask), sign(request.bid));
    }

    function joiner(OpenRequest memory request, uint256 who) private view returns (address) {
        address master = registry.masterOf(request.ask.author);
        return [
            request.bid.author, request.ask.author, MATCHER, STRANGER, master == address(0) ? STRANGER : master
        ][who % 5];
    }

    function openDeal(uint256 seed, uint256 who) external {
        if (isFull()) return;
        OpenRequest memory request = joined(seed);
        bytes memory data =
            abi.encodeCall(market.openDeal, (request.ask, request.bid, request.askSignature, request.bidSignature));
        call(joiner(request, who), data);
    }

    function openDealBatch(uint256 seed, uint256 who, uint256 atLeast) external {
        if (isFull()) return;
        OpenRequest[] memory requests = new OpenRequest[](3);
        for (uint256 i = 0; i < 3; ++i) {
            requests[i] = joined(seed / (i + 1));
        }
        call(joiner(requests[0], who), abi.encodeCall(market.openDealBatch, (requests, atLeast % 2)));
    }

    // ---- running deals ----

    function bill(uint256 which) public {
        if (deals.length == 0) return;
        Deal memory deal = deals[which % deals.length];
        (bool ok,) = call(STRANGER, abi.encodeCall(market.bill, (deal)));
        holds(Rule.ACurrentDealCanAlwaysBeBilled, ok == (closedAt[deal.id()] == 0));
    }

    /// @dev Closed, doubled and current deals together.
    function all() private view returns (Deal[] memory batch) {
        batch = new Deal[](deals.length + 1);
        for (uint256 i = 0; i < deals.length; ++i) {
            batch[i] = deals[i];
        }
        if (deals.length != 0) batch[deals.length] = deals[0];
    }

    function billBatch() external {
        vm.recordLogs();
        uint256 paid = market.billBatch(all());
        holds(Rule.ABatchSaysWhatItsEventsSay, paid == book());
    }

    function mayClose(Deal memory deal, address caller) private view returns (bool) {
        bool spot = deal.durationSeconds() == 0;
        if (caller == deal.buyer()) return true;
        if (spot && (caller == deal.hub() || caller == deal.master())) return true;
        if (!spot && nowSeconds >= deal.startedAt() + deal.durationSeconds()) return true;
        if (deal.pricePerSecond() == 0) return false;
        uint256 money = deal.locked() + freeOf[deal.buyer()];
        return nowSeconds >= deal.billedUntil() + money / deal.pricePerSecond();
    }

    function close(uint256 who, uint256 which) external {
        if (deals.length == 0) return;
        Deal memory deal = deals[which % deals.length];
        address caller = [deal.buyer(), deal.hub(), deal.master(), deal.master(), STRANGER][who % 5];
        bool allowed = mayClose(deal, caller);
        // A bond is paid while the lock lasts.
        uint256 price = deal.pricePerSecond();
        bool lasts = price == 0 || nowSeconds < deal.billedUntil() + deal.locked() / price;
        if (!allowed && caller == deal.master() && deal.bond() != 0 && lasts) {
            (, uint256 due) = dueOf(deal);
            allowed = freeOf[caller] + due >= deal.bond();
        }
        bool isOpen = closedAt[deal.id()] == 0;
        (bool ok,) = call(caller, abi.encodeCall(market.close, (deal)));
        holds(Rule.OnlyWhoMayCloses, !ok || allowed);
        holds(Rule.WhoMayCloseCan, ok || !allowed || !isOpen);
    }

    function dueOf(Deal memory deal) private view returns (uint256 until, uint256 due) {
        until = nowSeconds < deal.end() ? nowSeconds : deal.end();
        due = deal.pricePerSecond() * (until - deal.billedUntil());
        if (due > deal.locked()) due = deal.locked();
    }

    function closeBatch(uint256 who) external {
        if (who % 4 != 0) return;
        address caller = everybody()[who / 4 % 11];
        bool[] memory allowed = new bool[](deals.length);
        for (uint256 i = 0; i < deals.length; ++i) {
            allowed[i] = closedAt[i + 1] != 0 || mayClose(deals[i], caller);
        }
        call(caller, abi.encodeCall(market.closeBatch, (all())));
        // What it paid out may have made others closable, or not; who was allowed before has surely succeeded.
        for (uint256 i = 0; i < deals.length; ++i) {
            bool ended = closedAt[i + 1] != 0;
            holds(Rule.OnlyWhoMayCloses, !ended || allowed[i]);
        }
    }

    function amend(uint256 which, uint256 price, uint256 duration, uint256 who) external {
        if (deals.length == 0) return;
        Deal memory deal = deals[which % deals.length];
        uint256 before = deal.usdPerSecond() == 0 ? deal.pricePerSecond() : deal.usdPerSecond();
        Amendment memory amendment = Amendment({
            dealId: deal.id(),
            sequence: uint24(deal.amendments() + (who % 16 == 0 ? 1 : 0)),
            pricePerSecond: uint96(price % 3 == 0 ? before : price % (2 * before + 2)),
            durationSeconds: uint40(deal.durationSeconds()),
            expiresAt: uint64(nowSeconds + who % 2)
        });
        if (deal.durationSeconds() != 0 && duration % 2 == 0) {
            amendment.durationSeconds = uint40(duration % (2 * deal.durationSeconds()));
        }
        agree(deal, amendment, who);
    }

    function agree(Deal memory deal, Amendment memory amendment, uint256 who) private {
        bool byHub = who / 4 % 2 == 0;
        bytes memory buyerSignature = who % 3 == 0 ? bytes("") : sign(amendment, deal.buyer());
        bytes memory supplierSignature = who % 5 == 0 ? bytes("") : sign(amendment, byHub ? deal.hub() : deal.master());
        address caller = [STRANGER, deal.buyer(), deal.hub(), deal.master()][who / 8 % 4];
        bool isHubs = registry.masterOf(deal.hub()) == deal.master();
        buyerAgrees = buyerSignature.length != 0 || caller == deal.buyer() || acceptsAll(deal.buyer());
        supplierAgrees = caller == deal.master() || (supplierSignature.length != 0 && (!byHub || isHubs))
            || (isHubs && (caller == deal.hub() || acceptsAll(deal.hub()))) || acceptsAll(deal.master());
        call(caller, abi.encodeCall(market.amend, (amendment, deal, buyerSignature, supplierSignature)));
    }

    function acceptsAll(address account) private view returns (bool) {
        return account.code.length != 0 && Wallet(account).mode() == Wallet.Mode.AcceptsAll;
    }
}
