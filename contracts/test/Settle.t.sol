// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

/// bill, billBatch and close.
contract SettleTest is MarketFixture {
    uint256 private constant HOUR_LOCK = uint256(PRICE) * 3600;

    function testBillPaysTheSecondsAndLocksAheadAgain() public {
        Deal memory deal = takeSpot();
        pass(600);
        Deal memory next = deal;
        next.billedUntil = uint64(START + 600);
        vm.expectEmit(address(market));
        emit IMarket.DealBilled(1, PRICE * 600, next);
        deal.billedUntil = uint64(START);
        vm.prank(stranger);
        vm.assertEq(market.bill(deal), PRICE * 600);
        vm.assertEq(market.balanceOf(master), PRICE * 600);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - HOUR_LOCK - PRICE * 600);
    }

    function testTheLockEndsBilling() public {
        Deal memory deal = takeSpot();
        drain(buyer, 0);
        pass(5000);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, HOUR_LOCK);
        vm.assertEq(next.locked, 0);
        vm.assertEq(next.billedUntil, START + 3600);
    }

    function testALateBillCatchesUpByWholeLocks() public {
        Deal memory deal = takeSpot();
        pass(9000);
        (, Deal memory second) = bill(deal);
        vm.assertEq(second.billedUntil, START + 3600);
        vm.assertEq(second.locked, HOUR_LOCK);
        (, Deal memory third) = bill(second);
        (uint256 paid, Deal memory fourth) = bill(third);
        vm.assertEq(paid, PRICE * 1800);
        vm.assertEq(fourth.billedUntil, START + 9000);
        vm.assertEq(market.balanceOf(master), PRICE * 9000);
    }

    function testALockIsFilledByWholeSecondsAsFarAsMoneyGoes() public {
        Deal memory deal = takeSpot();
        drain(buyer, uint256(PRICE) * 10 + 5);
        pass(60);
        (, Deal memory next) = bill(deal);
        vm.assertEq(next.locked, HOUR_LOCK - PRICE * 50);
        vm.assertEq(market.balanceOf(buyer), 5);
    }

    function testABillThatChangesNothingIsSilent() public {
        Deal memory deal = takeSpot();
        vm.recordLogs();
        vm.assertEq(market.bill(deal), 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        drain(buyer, 0);
        pass(4000);
        (, Deal memory out) = bill(deal);
        vm.recordLogs();
        vm.assertEq(market.bill(out), 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        fund(buyer, PRICE);
        (uint256 paid, Deal memory revived) = bill(out);
        vm.assertEq(paid, 0);
        vm.assertEq(revived.locked, PRICE);
    }

    function testAForwardDealNeverLocksOrPaysPastItsEnd() public {
        Deal memory deal = take(anAsk(), 2 days);
        vm.assertEq(deal.locked, uint256(PRICE) * 1 days);
        pass(36 hours);
        (, Deal memory next) = bill(deal);
        vm.assertEq(next.locked, uint256(PRICE) * 1 days);
        (, next) = bill(next);
        vm.assertEq(next.locked, uint256(PRICE) * 12 hours);
        pass(10 days);
        (, next) = bill(next);
        vm.assertEq(next.locked, 0);
        vm.assertEq(next.billedUntil, START + 2 days);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 2 days);
        closeAs(stranger, next);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 2 days);
    }

    function testAStaleOrForgedStateIsRefused() public {
        Deal memory deal = takeSpot();
        pass(60);
        (, Deal memory next) = bill(deal);
        bytes memory refusal = abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1);
        vm.expectRevert(refusal);
        market.bill(takenBack(next));
        vm.expectRevert(refusal);
        closeAs(buyer, takenBack(next));
        next.master = stranger;
        vm.expectRevert(refusal);
        market.bill(next);
        next.id = 0;
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealStateWrong.selector, 0));
        market.bill(next);
    }

    function takenBack(Deal memory deal) private pure returns (Deal memory old) {
        old = abi.decode(abi.encode(deal), (Deal));
        old.billedUntil = old.startedAt;
    }

    function testABatchPassesOverWhatIsNotCurrent() public {
        Order memory ask = anAsk();
        Deal[] memory deals = new Deal[](4);
        for (uint256 i = 0; i < 3; ++i) {
            ask.nonce = i;
            deals[i] = take(ask, 0);
        }
        deals[3] = deals[0];
        pass(100);
        market.bill(deals[1]);
        vm.assertEq(market.billBatch(deals), PRICE * 200);
        vm.assertEq(market.balanceOf(master), PRICE * 300);
    }

    function testTheBuyerClosesAtAnyTimeAndPaysTheSecondsExactly(uint256 elapsed, bool forward, bool billed) public {
        elapsed %= 2 days;
        Deal memory deal = take(anAsk(), forward ? 10 days : 0);
        uint256 lockSeconds = forward ? 1 days : 1 hours;
        uint256 seconds_ = elapsed < lockSeconds ? elapsed : lockSeconds;
        pass(elapsed);
        uint256 before;
        if (billed && elapsed != 0) (before, deal) = bill(deal);
        uint256 rest = billed && elapsed > lockSeconds ? lockSeconds : 0;
        if (rest > elapsed - seconds_) rest = elapsed - seconds_;
        uint256 paid = billed ? PRICE * rest : PRICE * seconds_;
        Deal memory last = abi.decode(abi.encode(deal), (Deal));
        last.billedUntil += uint64(paid / PRICE);
        last.locked = 0;
        vm.expectEmit(address(market));
        emit IMarket.DealClosed(1, paid, deal.locked - paid, buyer, last);
        closeAs(buyer, deal);
        vm.assertEq(market.balanceOf(master), before + paid);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - before - paid);
        vm.assertEq(market.dealHash(1), bytes32(0));
    }

    function testAClosedDealPaysNeverAgain() public {
        Deal memory deal = takeSpot();
        pass(60);
        closeAs(buyer, deal);
        bytes memory refusal = abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1);
        vm.expectRevert(refusal);
        closeAs(buyer, deal);
        vm.expectRevert(refusal);
        market.bill(deal);
        Deal[] memory deals = new Deal[](1);
        deals[0] = deal;
        vm.assertEq(market.billBatch(deals), 0);
    }

    function testTheSupplierClosesSpotAtAnyTime() public {
        Deal memory deal = takeSpot();
        expectCloseForbidden(stranger, deal);
        closeAs(hub, deal);
        Order memory ask = anAsk();
        ask.nonce = 8;
        closeAs(master, take(ask, 0));
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
    }

    function testTheSupplierClosesForwardOnlyAfterItsEnd() public {
        Deal memory deal = take(anAsk(), 1000);
        pass(999);
        expectCloseForbidden(hub, deal);
        expectCloseForbidden(master, deal);
        pass(1);
        closeAs(hub, deal);
        vm.assertEq(market.balanceOf(master), PRICE * 1000);
    }

    function testASupplierWhoDoesNotBillCannotLeaveAForwardDeal() public {
        Deal memory deal = take(anAsk(), 30 days);
        pass(3 days);
        expectCloseForbidden(hub, deal);
    }

    function testAnyoneClosesWhenTheMoneyIsOut() public {
        Deal memory deal = take(anAsk(), 30 days);
        drain(buyer, uint256(PRICE) * 60);
        pass(1 days + 59);
        expectCloseForbidden(stranger, deal);
        pass(1);
        closeAs(stranger, deal);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 1 days);
        vm.assertEq(market.balanceOf(buyer), uint256(PRICE) * 60);
    }

    /// In the original, a buyer who revoked his allowance froze what the supplier had earned.
    function testARevokedAllowanceFreezesNothing() public {
        Deal memory deal = takeSpot();
        vm.prank(buyer);
        snm.approve(address(market), 0);
        drain(buyer, 0);
        uint256 all = snm.balanceOf(buyer);
        vm.prank(buyer);
        snm.transfer(stranger, all);
        pass(1800);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, PRICE * 1800);
        pass(7200);
        closeAs(stranger, next);
        vm.assertEq(market.balanceOf(master), HOUR_LOCK);
        vm.prank(master);
        market.withdraw(HOUR_LOCK);
        vm.assertEq(snm.balanceOf(master), HOUR_LOCK);
    }

    function testARemovedHubsDealStillPaysItsMaster() public {
        Deal memory deal = takeSpot();
        vm.prank(hub);
        registry.remove(hub);
        confirm(hub, stranger);
        pass(60);
        market.bill(deal);
        vm.assertEq(market.balanceOf(master), PRICE * 60);
        vm.assertEq(market.balanceOf(stranger), 0);
    }

    function testPaidIsPriceTimesSecondsToTheWei(uint128 price, uint32[6] memory steps) public {
        Order memory ask = anAsk();
        ask.pricePerSecond = uint128(1 + price % (DEPOSIT / 3600 / 20));
        Deal memory deal = take(ask, 0);
        uint256 total;
        for (uint256 i = 0; i < steps.length; ++i) {
            pass(1 + steps[i] % 3600);
            uint256 paid;
            (paid, deal) = bill(deal);
            total += paid;
            vm.assertEq(total, uint256(deal.pricePerSecond) * (deal.billedUntil - deal.startedAt));
            vm.assertEq(deal.locked % deal.pricePerSecond, 0);
        }
        vm.assertEq(market.balanceOf(master), total);
        vm.assertEq(market.balanceOf(buyer) + deal.locked + total, DEPOSIT);
    }
}
