// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../../src/interfaces/IMarket.sol";
import { Market } from "../../src/Market.sol";
import { Registry } from "../../src/Registry.sol";
import { SNM } from "../../src/SNM.sol";
import { Vm, bound, vm } from "../kit/Vm.sol";

/// @dev Random actors on one market: three buyers, two hubs with a master each, a stranger. It keeps the books on its own,
/// from events alone, as a follower does.
contract MarketHandler {
    SNM public immutable snm;
    Registry public immutable registry;
    Market public immutable market;

    uint256 private constant HUB_KEY = 0x1000;
    address[3] public buyers = [address(0xB1), address(0xB2), address(0xB3)];
    address[2] public hubs;
    address[2] public masters = [address(0xAA1), address(0xAA2)];
    address private constant STRANGER = address(0x57A6);

    /// @dev Latest state of each deal, by id - 1; `paid` is what its events say.
    Deal[] public deals;
    mapping(uint256 id => bool) public closed;
    mapping(uint256 id => uint256) public closedAt;
    mapping(uint256 id => uint256) public paidOf;
    mapping(bytes32 askHash => uint256) public fills;
    mapping(address author => mapping(uint256 nonce => bool)) private cancelled;
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public earned;
    /// @dev What must never happen and did.
    string public wrong;

    Order[] private orders;
    bytes[] private signatures;
    uint256 private nowSeconds = 1_800_000_000;

    constructor(SNM snm_, Registry registry_, Market market_) {
        (snm, registry, market) = (snm_, registry_, market_);
        vm.warp(nowSeconds);
        for (uint256 i = 0; i < 2; ++i) {
            hubs[i] = vm.addr(HUB_KEY + i);
            vm.prank(hubs[i]);
            registry.announce(masters[i]);
            vm.prank(masters[i]);
            registry.confirm(hubs[i]);
        }
    }

    function dealsLength() external view returns (uint256) {
        return deals.length;
    }

    function dealAt(uint256 index) external view returns (Deal memory) {
        return deals[index];
    }

    // ---- actions ----

    function deposit(uint256 who, uint256 amount) external {
        amount = bound(amount, 0, 100 ether);
        snm.approve(address(market), amount);
        market.depositFor(buyers[who % 3], amount);
        deposited += amount;
    }

    function withdraw(uint256 who, uint256 amount) external {
        address account = who % 5 < 3 ? buyers[who % 5] : masters[who % 5 - 3];
        amount = bound(amount, 0, market.balanceOf(account));
        vm.prank(account);
        market.withdraw(amount);
        withdrawn += amount;
    }

    function sign(uint256 hub, uint256 price, uint256 durationSeconds, uint256 nonce) external {
        Order memory ask;
        ask.author = hubs[hub % 2];
        ask.nonce = bound(nonce, 0, 600);
        ask.epoch = market.epochOf(ask.author);
        ask.expiresAt = uint64(nowSeconds + 1 days);
        ask.durationSeconds = uint64(durationSeconds % 3 == 0 ? 0 : bound(durationSeconds, 1, 4 days));
        ask.pricePerSecond = uint128(price % 16 == 0 ? 0 : bound(price, 1, 1e15));
        ask.tag = bytes32(orders.length);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(HUB_KEY + hub % 2, market.digest(ask));
        orders.push(ask);
        signatures.push(abi.encodePacked(r, s, v));
    }

    function take(uint256 who, uint256 which, uint256 durationSeconds) external {
        if (orders.length == 0) return;
        uint256 index = which % orders.length;
        Order memory ask = orders[index];
        bool usable = !market.isNonceUsed(ask.author, ask.nonce) && ask.epoch == market.epochOf(ask.author)
            && nowSeconds <= ask.expiresAt;
        uint64 duration = uint64(durationSeconds % 2 == 0 ? 0 : bound(durationSeconds, 0, ask.durationSeconds));
        vm.recordLogs();
        vm.prank(buyers[who % 3]);
        try market.take(ask, signatures[index], duration) {
            if (!usable) wrong = "an order that was used, cancelled or expired has filled";
            if (cancelled[ask.author][ask.nonce]) wrong = "a cancelled order has filled";
            Deal memory deal = abi.decode(lastData(IMarket.DealOpened.selector), (Deal));
            deals.push(deal);
            ++fills[deal.askHash];
            if (deal.id != deals.length) wrong = "ids are not sequential";
        } catch { }
    }

    function cancel(uint256 hub, uint256 nonce) external {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = bound(nonce, 0, 600);
        vm.prank(hubs[hub % 2]);
        market.cancel(nonces);
        cancelled[hubs[hub % 2]][nonces[0]] = true;
    }

    function cancelAll(uint256 hub) external {
        if (hub % 4 != 0) return;
        vm.prank(hubs[hub % 2]);
        market.cancelAll();
    }

    function pass(uint256 durationSeconds) external {
        nowSeconds += bound(durationSeconds, 1, durationSeconds % 5 == 0 ? 2 days : 2 hours);
        vm.warp(nowSeconds);
    }

    function bill(uint256 which) external {
        if (deals.length == 0) return;
        Deal memory deal = deals[which % deals.length];
        vm.recordLogs();
        try market.bill(deal) returns (uint256 paid) {
            if (closed[deal.id]) wrong = "a closed deal was billed";
            if (paid != note()) wrong = "the return value of bill is not what its event says";
        } catch {
            if (!closed[deal.id]) wrong = "an open deal cannot be billed";
        }
    }

    /// @dev A batch that holds closed, doubled and current deals.
    function billAll() external {
        if (deals.length == 0) return;
        Deal[] memory batch = new Deal[](deals.length + 1);
        for (uint256 i = 0; i < deals.length; ++i) {
            batch[i] = deals[i];
        }
        batch[deals.length] = deals[0];
        vm.recordLogs();
        uint256 paid = market.billBatch(batch);
        if (paid != note()) wrong = "the return value of billBatch is not what its events say";
    }

    function close(uint256 who, uint256 which) external {
        if (deals.length == 0) return;
        Deal memory deal = deals[which % deals.length];
        address caller = [deal.buyer, deal.hub, deal.master, STRANGER][who % 4];
        bool allowed = mayClose(deal, caller);
        vm.recordLogs();
        vm.prank(caller);
        try market.close(deal) {
            if (closed[deal.id]) wrong = "a deal was closed twice";
            if (!allowed) wrong = "a deal was closed by who may not";
            (uint256 paid, uint256 returned,, Deal memory last) =
                abi.decode(lastData(IMarket.DealClosed.selector), (uint256, uint256, address, Deal));
            if (paid + returned != deal.locked) wrong = "a lock was not paid out whole";
            closed[deal.id] = true;
            closedAt[deal.id] = nowSeconds;
            paidOf[deal.id] += paid;
            earned += paid;
            deals[deal.id - 1] = last;
        } catch {
            if (!closed[deal.id] && allowed) wrong = "who may close a deal cannot";
        }
    }

    // ---- books ----

    function mayClose(Deal memory deal, address caller) private view returns (bool) {
        bool spot = deal.durationSeconds == 0;
        if (caller == deal.buyer) return true;
        if (spot && caller != STRANGER) return true;
        if (!spot && nowSeconds >= deal.startedAt + deal.durationSeconds) return true;
        if (deal.pricePerSecond == 0) return false;
        uint256 money = deal.locked + market.balanceOf(deal.buyer);
        return nowSeconds >= deal.billedUntil + money / deal.pricePerSecond;
    }

    /// @dev Books every DealBilled since recordLogs.
    function note() private returns (uint256 total) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IMarket.DealBilled.selector) continue;
            (uint256 paid, Deal memory deal) = abi.decode(logs[i].data, (uint256, Deal));
            deals[deal.id - 1] = deal;
            paidOf[deal.id] += paid;
            earned += paid;
            total += paid;
        }
    }

    function lastData(bytes32 topic) private returns (bytes memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i != 0; --i) {
            if (logs[i - 1].topics[0] == topic) return logs[i - 1].data;
        }
        revert("no such event");
    }
}
