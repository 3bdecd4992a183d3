// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal } from "../../src/interfaces/IMarket.sol";
import { Market } from "../../src/Market.sol";
import { Registry } from "../../src/Registry.sol";
import { SNM } from "../../src/SNM.sol";
import { vm } from "../kit/Vm.sol";
import { MarketHandler } from "./MarketHandler.sol";

contract MarketInvariants {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    SNM private snm;
    Market private market;
    MarketHandler private handler;

    function setUp() public {
        snm = new SNM(address(this));
        Registry registry = new Registry();
        market = new Market(snm, registry);
        handler = new MarketHandler(snm, registry, market);
        snm.transfer(address(handler), 1_000_000 ether);
        for (uint256 i = 0; i < 3; ++i) {
            handler.deposit(i, 10 ether);
        }
        for (uint256 i = 0; i < 6; ++i) {
            handler.sign(i, 1e12 + i, i, i);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = MarketHandler.deposit.selector;
        selectors[1] = MarketHandler.withdraw.selector;
        selectors[2] = MarketHandler.sign.selector;
        selectors[3] = MarketHandler.take.selector;
        selectors[4] = MarketHandler.take.selector;
        selectors[5] = MarketHandler.cancel.selector;
        selectors[6] = MarketHandler.cancelAll.selector;
        selectors[7] = MarketHandler.pass.selector;
        selectors[8] = MarketHandler.bill.selector;
        selectors[9] = MarketHandler.bill.selector;
        selectors[10] = MarketHandler.billAll.selector;
        selectors[11] = MarketHandler.close.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), selectors);
    }

    /// The market's tokens are the free balances and the locks, to the wei; and all of it was deposited and not withdrawn.
    function invariantMoneyIsConserved() public view {
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) {
            sum += market.balanceOf(handler.buyers(i));
        }
        for (uint256 i = 0; i < 2; ++i) {
            sum += market.balanceOf(handler.masters(i)) + market.balanceOf(handler.hubs(i));
        }
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            sum += handler.dealAt(i).locked;
        }
        vm.assertEq(snm.balanceOf(address(market)), sum);
        vm.assertEq(handler.deposited() - handler.withdrawn(), sum);
    }

    /// Every deal has paid its price for exactly the seconds that are billed, and no second beyond now or its end.
    function invariantPaidIsPriceTimesSeconds() public view {
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            Deal memory deal = handler.dealAt(i);
            uint256 paid = handler.paidOf(deal.id);
            if (deal.pricePerSecond == 0) {
                vm.assertEq(paid, 0);
                continue;
            }
            vm.assertEq(paid, uint256(deal.pricePerSecond) * (deal.billedUntil - deal.startedAt));
            uint256 end = handler.closed(deal.id) ? handler.closedAt(deal.id) : block.timestamp;
            vm.assertLe(deal.billedUntil, end, "seconds of the future were paid");
            if (deal.durationSeconds == 0) continue;
            vm.assertLe(deal.billedUntil - deal.startedAt, deal.durationSeconds, "seconds after the end were paid");
        }
    }

    /// A buyer risks a period's price ahead, never more.
    function invariantNoLockIsAboveItsPeriod() public view {
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            Deal memory deal = handler.dealAt(i);
            uint256 period = deal.durationSeconds == 0 ? 1 hours : 1 days;
            vm.assertLe(deal.locked, deal.pricePerSecond * period, "a lock is above its period");
            if (deal.pricePerSecond == 0) continue;
            vm.assertEq(deal.locked % deal.pricePerSecond, 0, "a lock is no whole number of seconds");
            if (deal.durationSeconds == 0) continue;
            uint256 left = uint256(deal.startedAt) + deal.durationSeconds - deal.billedUntil;
            vm.assertLe(deal.locked, deal.pricePerSecond * left, "more is locked than remains of the deal");
        }
    }

    /// The contract commits to the state that the events tell; a closed deal is gone.
    function invariantStateIsCommitted() public view {
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            Deal memory deal = handler.dealAt(i);
            bytes32 expected = handler.closed(deal.id) ? bytes32(0) : keccak256(abi.encode(deal));
            vm.assertEq(market.dealHash(deal.id), expected);
        }
        vm.assertEq(market.dealCount(), handler.dealsLength());
    }

    function invariantAnOrderFillsOnce() public view {
        for (uint256 i = 0; i < handler.dealsLength(); ++i) {
            vm.assertEq(handler.fills(handler.dealAt(i).askHash), 1);
        }
    }

    /// Refusals and permissions are as specified; see the handler.
    function invariantNothingForbiddenHappened() public view {
        vm.assertEq(bytes(handler.wrong()).length, 0, handler.wrong());
    }
}
