// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { Amendment, Deal, DealTerms, IMarket, Order } from "../../src/interfaces/IMarket.sol";
import { IRegistry } from "../../src/interfaces/IRegistry.sol";
import { FakeFeed, FakeProfiles } from "./Facts.sol";
import { Vm, vm } from "./Vm.sol";

interface ISNM is IERC20Metadata, IERC20Permit { }

/// @dev A market with one confirmed hub and one buyer who has deposited.
abstract contract MarketFixture {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant HUB_KEY = 0xA11CE;
    uint256 internal constant BUYER_KEY = 0xB0B;
    uint96 internal constant PRICE = 1e14;
    uint256 internal constant DEPOSIT = 1_000 ether;
    uint256 internal constant PRICE_MAX_AGE_SECONDS = 1 hours;

    address internal immutable hub = vm.addr(HUB_KEY);
    address internal immutable buyer = vm.addr(BUYER_KEY);
    address internal immutable master = vm.addr(0xAA57E2);
    address internal immutable stranger = address(0x57A6);

    ISNM internal snm;
    IRegistry internal registry;
    FakeProfiles internal profiles;
    FakeFeed internal feed;
    IMarket internal market;
    /// @dev The clock of the test: under via_ir `block.timestamp` may be read before a warp.
    uint256 internal nowSeconds;

    function setUp() public virtual {
        moveTo(START);
        snm = ISNM(vm.deployCode("SNM.sol:SNM", abi.encode(address(this))));
        registry = IRegistry(vm.deployCode("Registry.sol:Registry", ""));
        profiles = new FakeProfiles();
        feed = new FakeFeed();
        market = aMarketOf(address(snm));
        confirm(hub, master);
        fund(buyer, DEPOSIT);
    }

    /// @dev From its artifact, so that no test's bytecode holds the market's.
    function aMarketOf(address token) internal returns (IMarket) {
        bytes memory parts = abi.encode(token, registry, profiles, feed, PRICE_MAX_AGE_SECONDS);
        return IMarket(vm.deployCode("Market.sol:Market", parts));
    }

    function moveTo(uint256 timestamp) internal {
        nowSeconds = timestamp;
        vm.warp(timestamp);
    }

    function pass(uint256 durationSeconds) internal {
        moveTo(nowSeconds + durationSeconds);
    }

    function confirm(address hub_, address master_) internal {
        vm.prank(hub_);
        registry.announce(master_);
        vm.prank(master_);
        registry.confirm(hub_);
    }

    function fund(address account, uint256 amount) internal {
        snm.approve(address(market), amount);
        market.deposit(account, amount);
    }

    /// @dev Lets an account spend nothing more: all of its free balance but `left` goes out.
    function drain(address account, uint256 left) internal {
        uint256 amount = market.balanceOf(account) - left;
        vm.prank(account);
        market.withdraw(amount);
    }

    function anAsk() internal view returns (Order memory order) {
        order.author = hub;
        order.nonce = 7;
        order.expiresAt = uint64(START + 600);
        order.durationSeconds = 30 days;
        order.pricePerSecond = PRICE;
        order.identityLevel = 1;
        order.tag = "tag";
        order.detailsHash = keccak256("details");
        order.benchmarks = [uint256(1), 2, 3, 4];
    }

    /// @dev What the ask of `anAsk` just serves.
    function aBid() internal view returns (Order memory order) {
        order = anAsk();
        order.side = 1;
        order.author = buyer;
        order.durationSeconds = 0;
    }

    function sign(Order memory order, uint256 key) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, market.digest(order));
        return abi.encodePacked(r, s, v);
    }

    function take(Order memory ask, uint40 durationSeconds) internal returns (Deal memory) {
        bytes memory signature = sign(ask, HUB_KEY);
        vm.recordLogs();
        vm.prank(buyer);
        market.take(ask, durationSeconds, 0, signature);
        return openedDeal();
    }

    /// @dev A call of `caller` that must end with this error.
    function refuse(address caller, bytes memory data, bytes memory refusal, string memory name) internal {
        vm.prank(caller);
        (bool ok, bytes memory result) = address(market).call(data);
        vm.assertFalse(ok, string.concat("passed: ", name));
        vm.assertEq(result, refusal, name);
    }

    function openData(Order memory ask, Order memory bid) internal view returns (bytes memory) {
        return abi.encodeCall(market.openDeal, (ask, bid, sign(ask, HUB_KEY), sign(bid, BUYER_KEY)));
    }

    function refuseOpen(address caller, Order memory ask, Order memory bid, bytes memory refusal) internal {
        refuse(caller, openData(ask, bid), refusal, "openDeal");
    }

    function open(address caller, Order memory ask, Order memory bid) internal returns (Deal memory) {
        return opened(caller, openData(ask, bid));
    }

    /// @dev By a call of take or openDeal that must succeed.
    function opened(address caller, bytes memory data) internal returns (Deal memory) {
        vm.recordLogs();
        vm.prank(caller);
        (bool ok, bytes memory result) = address(market).call(data);
        vm.assertTrue(ok, string(abi.encodePacked("refused: ", result)));
        return openedDeal();
    }

    /// @dev The state after an amendment by `caller`.
    function amend(
        address caller,
        Amendment memory amendment,
        Deal memory deal,
        bytes memory buyerSignature,
        bytes memory supplierSignature
    ) internal returns (Deal memory next) {
        vm.recordLogs();
        vm.prank(caller);
        uint256 paid = market.amend(amendment, deal, buyerSignature, supplierSignature);
        next = copy(deal);
        uint256 told;
        (told, next.money, next.buyerTerms, next.usdTerms) =
            abi.decode(dataOf(IMarket.DealAmended.selector), (uint256, uint256, bytes32, bytes32));
        vm.assertEq(told, paid);
    }

    /// @dev The feed says this many wei of SNM for a USD, as of now.
    function setRate(uint256 weiPerUsd) internal {
        feed.set(int256(1e26 / weiPerUsd), nowSeconds);
    }

    function takeSpot() internal returns (Deal memory) {
        return take(anAsk(), 0);
    }

    function bill(Deal memory deal) internal returns (uint256 paid, Deal memory next) {
        vm.recordLogs();
        paid = market.bill(deal);
        (uint256 told, uint256 money) = abi.decode(dataOf(IMarket.DealBilled.selector), (uint256, uint256));
        vm.assertEq(told, paid);
        next = copy(deal);
        next.money = money;
    }

    function openedDeal() internal returns (Deal memory) {
        return abi.decode(dataOf(IMarket.DealOpened.selector), (Deal));
    }

    /// @dev Of the latest such event since recordLogs.
    function dataOf(bytes32 topic) internal returns (bytes memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i != 0; --i) {
            if (logs[i - 1].topics[0] == topic) return logs[i - 1].data;
        }
        revert("no such event");
    }

    function copy(Deal memory deal) internal pure returns (Deal memory) {
        return abi.decode(abi.encode(deal), (Deal));
    }

    function termsOf(Deal memory deal) internal view returns (DealTerms memory) {
        return market.termsOf(deal);
    }

    function signAmendment(Amendment memory amendment, uint256 key) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, market.digestAmendment(amendment));
        return abi.encodePacked(r, s, v);
    }

    function closeAs(address caller, Deal memory deal) internal {
        vm.prank(caller);
        market.close(deal);
    }

    function expectCloseForbidden(address caller, Deal memory deal) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.DealCloseForbidden.selector, uint160(uint256(deal.usdTerms)), caller)
        );
        closeAs(caller, deal);
    }
}
