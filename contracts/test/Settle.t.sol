// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";

/// bill, billBatch, close and closeBatch of deals in SNM.
contract SettleTest is MarketFixture {
    uint256 private constant HOUR_LOCK = uint256(PRICE) * 3600;

    function testBillPaysTheSecondsAndLocksAheadAgain() public {
        Deal memory deal = takeSpot();
        pass(600);
        uint256 money = uint256(PRICE) << 160 | HOUR_LOCK << 64 | (START + 600) << 24;
        vm.expectEmit(address(market));
        emit IMarket.DealBilled(1, PRICE * 600, money);
        vm.prank(stranger);
        vm.assertEq(market.bill(deal), PRICE * 600);
        deal.money = money;
        vm.assertEq(market.dealHash(1), keccak256(abi.encode(deal)));
        vm.assertEq(market.balanceOf(master), PRICE * 600);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - HOUR_LOCK - PRICE * 600);
        vm.assertEq(market.balanceOf(stranger), 0);
    }

    function testTheLockEndsBilling() public {
        Deal memory deal = takeSpot();
        drain(buyer, 0);
        pass(5000);
        (uint256 paid, Deal memory next) = bill(deal);
        vm.assertEq(paid, HOUR_LOCK);
        vm.assertEq(termsOf(next).locked, 0);
        vm.assertEq(termsOf(next).billedUntil, START + 3600);
    }

    function testALateBillCatchesUpByWholeLocks() public {
        Deal memory deal = takeSpot();
        pass(9000);
        (, Deal memory second) = bill(deal);
        vm.assertEq(termsOf(second).billedUntil, START + 3600);
        vm.assertEq(termsOf(second).locked, HOUR_LOCK);
        (, Deal memory third) = bill(second);
        (uint256 paid, Deal memory fourth) = bill(third);
        vm.assertEq(paid, PRICE * 1800);
        vm.assertEq(termsOf(fourth).billedUntil, START + 9000);
        vm.assertEq(market.balanceOf(master), PRICE * 9000);
    }

    function testALockIsFilledByWholeSecondsAsFarAsMoneyGoes() public {
        Deal memory deal = takeSpot();
        drain(buyer, uint256(PRICE) * 10 + 5);
        pass(60);
        (, Deal memory next) = bill(deal);
        vm.assertEq(termsOf(next).locked, HOUR_LOCK - PRICE * 50);
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
        vm.assertEq(termsOf(revived).locked, PRICE);
    }

    function testAForwardDealNeverLocksOrPaysPastItsEnd() public {
        Deal memory deal = take(anAsk(), 2 days);
        vm.assertEq(termsOf(deal).locked, uint256(PRICE) * 1 days);
        pass(36 hours);
        (, Deal memory next) = bill(deal);
        vm.assertEq(termsOf(next).locked, uint256(PRICE) * 1 days);
        (, next) = bill(next);
        vm.assertEq(termsOf(next).locked, uint256(PRICE) * 12 hours);
        pass(10 days);
        (, next) = bill(next);
        vm.assertEq(termsOf(next).locked, 0);
        vm.assertEq(termsOf(next).billedUntil, START + 2 days);
        vm.assertEq(market.balanceOf(master), uint256(PRICE) * 2 days);
        closeAs(stranger, next);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - uint256(PRICE) * 2 days);
    }

    function expectStateWrong(Deal memory deal) private {
        bytes memory refusal = abi.encodeWithSelector(IMarket.DealStateWrong.selector, uint160(uint256(deal.usdTerms)));
        vm.expectRevert(refusal);
        market.bill(deal);
        vm.expectRevert(refusal);
        closeAs(buyer, deal);
        Deal[] memory deals = new Deal[](1);
        deals[0] = deal;
        vm.assertEq(market.billBatch(deals), 0);
        vm.recordLogs();
        vm.prank(buyer);
        market.closeBatch(deals);
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function testAStaleStateIsRefused() public {
        Deal memory deal = takeSpot();
        pass(60);
        (, Deal memory next) = bill(deal);
        expectStateWrong(deal);
        closeAs(buyer, next);
        expectStateWrong(next);
    }

    /// Each bit of the state is under the commitment, those that no field uses too.
    function testAForgedStateIsRefused(uint256 word, uint8 bit) public {
        Deal memory deal = takeSpot();
        bytes32[6] memory words = abi.decode(abi.encode(deal), (bytes32[6]));
        words[word % 6] ^= bytes32(uint256(1) << bit);
        expectStateWrong(abi.decode(abi.encode(words), (Deal)));
        closeAs(buyer, deal);
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

    /// One spot, one ended forward, one running forward, one stale: a hub ends the first two.
    function testABatchClosesWhatTheCallerMayCloseAndPassesOverTheRest() public {
        Order memory ask = anAsk();
        Deal[] memory deals = new Deal[](5);
        deals[0] = take(ask, 0);
        ask.nonce = 8;
        deals[1] = take(ask, 100);
        (ask.nonce, ask.bond) = (9, 1);
        deals[2] = take(ask, 10 days);
        (ask.nonce, ask.bond) = (10, 0);
        deals[3] = take(ask, 0);
        deals[4] = deals[0];
        pass(100);
        market.bill(deals[3]);
        fund(master, 1);
        vm.prank(master);
        market.closeBatch(deals);
        vm.assertEq(market.dealHash(1), 0);
        vm.assertEq(market.dealHash(2), 0);
        vm.assertTrue(market.dealHash(3) != 0);
        vm.assertTrue(market.dealHash(4) != 0);
        vm.assertEq(market.balanceOf(master), 1 + PRICE * 300);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 300 - PRICE * (1 days + 3600));
    }

    function testEmptyBatchesDoNothing() public {
        vm.recordLogs();
        vm.assertEq(market.billBatch(new Deal[](0)), 0);
        market.closeBatch(new Deal[](0));
        vm.assertEq(vm.getRecordedLogs().length, 0);
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
        vm.expectEmit(address(market));
        emit IMarket.DealClosed(1, paid, termsOf(deal).locked - paid, buyer);
        closeAs(buyer, deal);
        vm.assertEq(market.balanceOf(master), before + paid);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - before - paid);
        vm.assertEq(market.dealHash(1), bytes32(0));
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
        expectCloseForbidden(master, deal);
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

    function testPaidIsPriceTimesSecondsToTheWei(uint96 price, uint32[6] memory steps) public {
        Order memory ask = anAsk();
        ask.pricePerSecond = uint96(1 + price % (DEPOSIT / 3600 / 20));
        Deal memory deal = take(ask, 0);
        DealTerms memory terms;
        uint256 total;
        for (uint256 i = 0; i < steps.length; ++i) {
            pass(1 + steps[i] % 3600);
            uint256 paid;
            (paid, deal) = bill(deal);
            terms = termsOf(deal);
            total += paid;
            vm.assertEq(total, terms.pricePerSecond * (terms.billedUntil - terms.startedAt));
            vm.assertEq(terms.locked % terms.pricePerSecond, 0);
        }
        vm.assertEq(market.balanceOf(master), total);
        vm.assertEq(market.balanceOf(buyer) + terms.locked + total, DEPOSIT);
    }
}
