// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

/// Who does not want whom opens nothing with him; running deals go on.
contract BlacklistTest is MarketFixture {
    function list(address lister, address account, bool on) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(lister);
        market.setBlacklisted(accounts, on);
    }

    function refuseBoth(address lister, address account) private {
        bytes memory refusal = abi.encodeWithSelector(IMarket.PartyBlacklisted.selector, lister, account);
        refuse(buyer, abi.encodeCall(market.take, (anAsk(), 0, 0, sign(anAsk(), HUB_KEY))), refusal, "take");
        refuseOpen(hub, anAsk(), aBid(), refusal);
    }

    function passBoth() private {
        uint256 state = vm.snapshotState();
        takeSpot();
        vm.revertToState(state);
        open(hub, anAsk(), aBid());
        vm.revertToState(state);
    }

    function testEachSideIsHonoured() public {
        address[2][4] memory pairs = [[buyer, hub], [buyer, master], [hub, buyer], [master, buyer]];
        for (uint256 i = 0; i < 4; ++i) {
            list(pairs[i][0], pairs[i][1], true);
            refuseBoth(pairs[i][0], pairs[i][1]);
            list(pairs[i][0], pairs[i][1], false);
            passBoth();
        }
    }

    function testListsOfOthersAndOfOtherAccountsMatterNot() public {
        list(stranger, buyer, true);
        list(stranger, hub, true);
        list(buyer, stranger, true);
        list(hub, stranger, true);
        list(master, stranger, true);
        list(hub, master, true);
        list(master, hub, true);
        list(buyer, buyer, true);
        passBoth();
    }

    /// A master's list holds for all his hubs; a hub's for its own asks.
    function testTheMastersListIsForAllHisHubs() public {
        address other = vm.addr(HUB_KEY + 1);
        confirm(other, master);
        Order memory ask = anAsk();
        ask.author = other;
        bytes memory signature = sign(ask, HUB_KEY + 1);
        list(hub, buyer, true);
        uint256 state = vm.snapshotState();
        opened(buyer, abi.encodeCall(market.take, (ask, 0, 0, signature)));
        vm.revertToState(state);
        list(master, buyer, true);
        bytes memory refusal = abi.encodeWithSelector(IMarket.PartyBlacklisted.selector, master, buyer);
        refuse(buyer, abi.encodeCall(market.take, (ask, 0, 0, signature)), refusal, "of the other hub");
    }

    function testItTellsWhatChangedAndNothingElse() public {
        address[] memory accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (hub, master, hub);
        vm.expectEmit(address(market));
        emit IMarket.Blacklisted(buyer, hub, true);
        vm.expectEmit(address(market));
        emit IMarket.Blacklisted(buyer, master, true);
        vm.recordLogs();
        vm.prank(buyer);
        market.setBlacklisted(accounts, true);
        vm.assertEq(vm.getRecordedLogs().length, 2);
        vm.assertTrue(market.isBlacklisted(buyer, hub));
        vm.assertFalse(market.isBlacklisted(hub, buyer));
        list(buyer, hub, true);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.expectEmit(address(market));
        emit IMarket.Blacklisted(buyer, hub, false);
        list(buyer, hub, false);
        vm.getRecordedLogs();
        list(buyer, hub, false);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        // The master is on it still: the count did not go astray.
        refuseBoth(buyer, master);
        list(buyer, master, false);
        passBoth();
    }

    function testListingTouchesNeitherMoneyNorEpoch(uint8 count) public {
        vm.prank(buyer);
        market.cancelAll();
        address[] memory accounts = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            accounts[i] = address(uint160(1 + i));
        }
        vm.prank(buyer);
        market.setBlacklisted(accounts, true);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.epochOf(buyer), 1);
        vm.prank(buyer);
        market.setBlacklisted(accounts, false);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.epochOf(buyer), 1);
        for (uint256 i = 0; i < count; ++i) {
            vm.assertFalse(market.isBlacklisted(buyer, accounts[i]));
        }
    }

    function testARunningDealGoesOn() public {
        Deal memory deal = takeSpot();
        list(buyer, hub, true);
        list(master, buyer, true);
        pass(60);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, PRICE * 60);
        closeAs(hub, next);
    }
}
