// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, IMarket, Order } from "../../src/interfaces/IMarket.sol";
import { IRegistry } from "../../src/interfaces/IRegistry.sol";
import { FakeFeed, FakeProfiles } from "../kit/Facts.sol";
import { CallingToken } from "../kit/OddTokens.sol";
import { vm } from "../kit/Vm.sol";
import { Wallet } from "../kit/Wallets.sol";

/// @dev Calls the market whenever the token, which tells receivers, hands it something.
contract GreedyWallet is Wallet {
    address private immutable market;
    bytes private plan;
    uint256 public calledBack;

    constructor(address owner, address market_) Wallet(owner) {
        market = market_;
    }

    function arm(bytes calldata plan_) external {
        plan = plan_;
    }

    function onReceived(uint256) external {
        if (plan.length == 0) return;
        bytes memory data = plan;
        // Once: what it does may call back again.
        delete plan;
        (bool ok,) = market.call(data);
        if (ok) ++calledBack;
    }
}

/// @dev Who acts: buyers, hubs and masters by key and by code, a matcher, a stranger; a token that returns nothing and tells its
/// receivers; a price feed that lies.
abstract contract World {
    IMarket public market;
    IRegistry public registry;
    CallingToken public token;
    FakeProfiles public profiles;
    FakeFeed public feed;

    address[] public buyers;
    address[] public hubs;
    address[] public masters;
    address public constant MATCHER = address(0x3A7C);
    address public constant STRANGER = address(0x57A6);
    mapping(address account => uint256) internal keyOf;
    uint256 internal nowSeconds = 1_800_000_000;

    constructor() {
        vm.warp(nowSeconds);
        token = new CallingToken(address(this));
        registry = IRegistry(vm.deployCode("Registry.sol:Registry", ""));
        profiles = new FakeProfiles();
        feed = new FakeFeed();
        feed.set(2e7, nowSeconds);
        market =
            IMarket(vm.deployCode("Market.sol:Market", abi.encode(token, registry, profiles, feed, uint256(1 hours))));
        token.approve(address(market), type(uint256).max);
        // By turns a key and a contract.
        for (uint256 i = 0; i < 4; ++i) {
            buyers.push(anActor(0xB000 + i, i % 2 == 1));
        }
        for (uint256 i = 0; i < 3; ++i) {
            hubs.push(anActor(0xA000 + i, i == 2));
        }
        for (uint256 i = 0; i < 2; ++i) {
            masters.push(anActor(0xC000 + i, i == 1));
        }
        for (uint256 i = 0; i < 3; ++i) {
            link(hubs[i], masters[i / 2]);
        }
    }

    function anActor(uint256 key, bool ofCode) private returns (address account) {
        account = ofCode ? address(new GreedyWallet(vm.addr(key), address(market))) : vm.addr(key);
        keyOf[account] = key;
    }

    function link(address hub, address master) internal {
        vm.prank(hub);
        registry.announce(master);
        vm.prank(master);
        registry.confirm(hub);
    }

    /// @dev Buyers, masters, hubs, the matcher, the stranger: everybody who can hold a balance.
    function everybody() public view returns (address[] memory all) {
        all = new address[](11);
        for (uint256 i = 0; i < 4; ++i) {
            all[i] = buyers[i];
        }
        for (uint256 i = 0; i < 3; ++i) {
            all[4 + i] = hubs[i];
        }
        (all[7], all[8], all[9], all[10]) = (masters[0], masters[1], MATCHER, STRANGER);
    }

    function seal(address account, bytes32 digest) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[account], digest);
        return abi.encodePacked(r, s, v);
    }

    function sign(Order memory order) internal view returns (bytes memory) {
        return seal(order.author, market.digest(order));
    }

    function sign(Amendment memory amendment, address account) internal view returns (bytes memory) {
        return seal(account, market.digestAmendment(amendment));
    }

    /// @dev The seed's next number below `limit`.
    function draw(uint256[1] memory seed, uint256 limit) internal pure returns (uint256) {
        seed[0] = uint256(keccak256(abi.encode(seed[0])));
        return seed[0] % limit;
    }

    function anyAsk(uint256[1] memory seed) internal view returns (Order memory order) {
        order.author = hubs[draw(seed, 3)];
        order.nonce = draw(seed, 3) * 250 + draw(seed, 30);
        order.epoch = market.epochOf(order.author) + (draw(seed, 12) == 0 ? 1 : 0);
        order.expiresAt = uint64(nowSeconds + draw(seed, 1 days));
        order.durationSeconds = draw(seed, 3) == 0 ? 0 : uint40(1 + draw(seed, 4 days));
        order.pricePerSecond = draw(seed, 12) == 0 ? 0 : uint96(1 + draw(seed, 1e14));
        if (draw(seed, 3) == 0) {
            (order.denomination, order.snmPerUsdCap) = (1, uint96(draw(seed, 8e18)));
            order.pricePerSecond += 1;
        }
        order.identityLevel = uint8(draw(seed, 8) == 0 ? 2 + draw(seed, 3) : draw(seed, 2));
        if (draw(seed, 8) == 0) order.counterparty = buyers[draw(seed, 4)];
        if (draw(seed, 2) == 0) order.matcher = MATCHER;
        if (draw(seed, 3) != 0) order.bond = uint96(draw(seed, 1e17));
        order.netFlags = uint32(draw(seed, 8));
        order.benchmarks[draw(seed, 4)] = 1000;
        order.tag = bytes32(seed[0]);
    }

    /// @dev What `ask` serves, mostly.
    function bidFor(Order memory ask, uint256[1] memory seed) internal view returns (Order memory order) {
        order.side = 1;
        order.author = buyers[draw(seed, 4)];
        order.nonce = draw(seed, 3) * 250 + draw(seed, 30);
        order.epoch = market.epochOf(order.author) + (draw(seed, 12) == 0 ? 1 : 0);
        order.expiresAt = uint64(nowSeconds + draw(seed, 1 days));
        order.durationSeconds = draw(seed, 3) == 0 ? 0 : uint40(draw(seed, uint256(ask.durationSeconds) + 2));
        order.pricePerSecond = uint96(ask.pricePerSecond + (draw(seed, 8) == 0 ? 0 : draw(seed, 1e13)));
        if (draw(seed, 12) == 0 && order.pricePerSecond > 1) order.pricePerSecond = order.pricePerSecond / 2;
        order.denomination = draw(seed, 16) == 0 ? 1 - ask.denomination : ask.denomination;
        if (order.denomination == 1) {
            order.snmPerUsdCap = uint96(3e18 + draw(seed, 17e18));
            if (order.pricePerSecond == 0) order.pricePerSecond = 1;
        }
        order.identityLevel = uint8(draw(seed, 8) == 0 ? 2 + draw(seed, 3) : draw(seed, 2));
        if (draw(seed, 8) == 0) order.counterparty = masters[draw(seed, 2)];
        if (draw(seed, 4) == 0) order.matcher = MATCHER;
        order.netFlags = draw(seed, 8) == 0 ? 1 : ask.netFlags & uint32(draw(seed, 8));
        for (uint256 i = 0; i < 4; ++i) {
            if (ask.benchmarks[i] != 0) order.benchmarks[i] = draw(seed, 1010);
        }
        order.tag = bytes32(seed[0]);
    }
}
