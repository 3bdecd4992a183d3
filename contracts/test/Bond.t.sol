// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { bound, vm } from "./kit/Vm.sol";

/// What a supplier pays to leave a forward deal early.
contract BondTest is MarketFixture {
    uint96 private constant BOND = 3 ether;

    function bonded(uint40 durationSeconds) private returns (Deal memory) {
        Order memory ask = anAsk();
        ask.bond = BOND;
        return take(ask, durationSeconds);
    }

    function testTheMasterLeavesForTheBond() public {
        Deal memory deal = bonded(10 days);
        fund(master, 5 ether);
        pass(600);
        uint256 paid = PRICE * 600;
        vm.expectEmit(address(market));
        emit IMarket.DealClosed(1, paid, uint256(PRICE) * 1 days - paid, master);
        vm.expectEmit(address(market));
        emit IMarket.BondPaid(1, BOND);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), 5 ether + paid - BOND);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - paid + BOND);
        vm.assertEq(market.dealHash(1), 0);
    }

    /// The hub's key is hot: it moves no money of its master.
    function testTheHubCannotPayItForHim() public {
        Deal memory deal = bonded(10 days);
        fund(master, BOND);
        fund(hub, BOND);
        expectCloseForbidden(hub, deal);
        expectCloseForbidden(stranger, deal);
        vm.assertEq(market.balanceOf(master), BOND);
    }

    function testABatchPaysNoBond() public {
        Deal[] memory deals = new Deal[](1);
        deals[0] = bonded(10 days);
        fund(master, BOND);
        vm.prank(master);
        market.closeBatch(deals);
        vm.assertTrue(market.dealHash(1) != 0);
        vm.assertEq(market.balanceOf(master), BOND);
    }

    function testWithoutABondThereIsNoWayOut() public {
        Deal memory deal = take(anAsk(), 10 days);
        fund(master, 5 ether);
        expectCloseForbidden(master, deal);
    }

    /// What the deal pays him in the same moment counts; a wei less does not do.
    function testTheBondIsCoveredByWhatHeHasAfterTheDealHasPaid(uint256 elapsed) public {
        elapsed = bound(elapsed, 0, 20_000);
        Deal memory deal = bonded(10 days);
        pass(elapsed);
        fund(master, BOND - PRICE * elapsed - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, BOND, BOND - 1));
        closeAs(master, deal);
        fund(master, 1);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), 0);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * elapsed + BOND);
    }

    /// Where he may leave anyway, he pays nothing.
    function testNoBondIsDueWhereAnyoneMayClose() public {
        Deal memory deal = bonded(1000);
        fund(master, BOND);
        pass(1000);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), BOND + PRICE * 1000);

        Order memory ask = anAsk();
        (ask.bond, ask.nonce) = (BOND, 8);
        ask.expiresAt += 1000;
        deal = take(ask, 0);
        closeAs(master, deal);

        ask.nonce = 9;
        deal = take(ask, 10 days);
        drain(buyer, 0);
        pass(1 days);
        closeAs(master, deal);
        vm.assertEq(market.balanceOf(master), BOND + uint256(PRICE) * (1000 + 1 days));
    }

    function testTheBuyerLeavesForNothing() public {
        Deal memory deal = bonded(10 days);
        fund(master, BOND);
        closeAs(buyer, deal);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
        vm.assertEq(market.balanceOf(master), BOND);
    }

    /// A bond is the ask's; a bid can ask for none and give none.
    function testABidsBondMeansNothing() public {
        Order memory bid = aBid();
        (bid.bond, bid.durationSeconds) = (BOND, 10 days);
        Deal memory deal = open(buyer, anAsk(), bid);
        vm.assertEq(termsOf(deal).bond, 0);
        fund(master, BOND);
        expectCloseForbidden(master, deal);
    }

    function testAnUnpayableBondIsAsNone() public {
        Order memory ask = anAsk();
        ask.bond = type(uint96).max;
        Deal memory deal = take(ask, 10 days);
        fund(master, 5 ether);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BalanceInsufficient.selector, type(uint96).max, 5 ether));
        closeAs(master, deal);
        closeAs(buyer, deal);
    }
}
