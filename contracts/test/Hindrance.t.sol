// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, IMarket, OpenRequest, Order, TakeRequest } from "../src/interfaces/IMarket.sol";
import { FakeFeed } from "./kit/Facts.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { vm } from "./kit/Vm.sol";
import { Wallet } from "./kit/Wallets.sol";

/// Those who stand in the way: who is first, who brings little gas or burns it, and bytes that are not what they seem.
contract HindranceTest is MarketFixture {
    uint256 private constant RATE = 300 ether;
    uint96 private constant CAP = 600 ether;

    /// Bills in front of him make a buyer's state old; the states of the coming seconds he can foresee and bring all at once.
    function testABuyerWhomBillsOvertakeClosesWithTheStatesThatHeForesees() public {
        Deal memory deal = takeSpot();
        pass(600);
        Deal[] memory foreseen = new Deal[](13);
        foreseen[0] = deal;
        for (uint256 i = 1; i < foreseen.length; ++i) {
            foreseen[i] = copy(deal);
            foreseen[i].money = uint256(PRICE) << 160 | uint256(PRICE) * 1 hours << 64 | (nowSeconds + i - 1) << 24;
        }
        pass(5);
        bill(deal);
        pass(3);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DealStateWrong.selector, 1));
        closeAs(buyer, deal);
        vm.prank(buyer);
        market.closeBatch(foreseen);
        vm.assertEq(market.dealHash(1), 0);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT - PRICE * 608);
    }

    /// With the gas that it was promised an item has its own, whatever the code of another item's signer burns.
    function testSignersThatBurnGasLeaveAFullyPaidBatchWhole() public {
        TakeRequest[] memory requests = new TakeRequest[](4);
        for (uint256 i = 0; i < 4; ++i) {
            Order memory ask = anAsk();
            ask.nonce = 20 + i;
            if (i < 3) {
                Wallet burner = new Wallet(hub);
                burner.become(Wallet.Mode.BurnsAllGas);
                ask.author = address(burner);
                confirm(address(burner), master);
            }
            requests[i] = TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
        }
        vm.prank(buyer);
        uint256[] memory ids = market.takeBatch{ gas: 4 * 520_000 + 100_000 }(requests, 1);
        vm.assertEq(ids[0] + ids[1] + ids[2], 0);
        vm.assertEq(ids[3], 1);
    }

    /// A relayer who brings too little gas opens all that he could, or none: also where fewer would do for him, as they would for
    /// whoever searches for the least gas that does not fail. What an item's want leaves does not pay for going on without it.
    function testABatchWithTooLittleGasOpensNoneRatherThanFewer() public {
        OpenRequest[] memory requests = new OpenRequest[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Order memory ask = anAsk();
            Order memory bid = aBid();
            (ask.nonce, bid.nonce, bid.matcher) = (20 + i, 20 + i, stranger);
            requests[i] = OpenRequest(ask, bid, sign(ask, HUB_KEY), sign(bid, BUYER_KEY));
        }
        bytes memory data = abi.encodeCall(market.openDealBatch, (requests, 1));
        bool everPassed;
        for (uint256 gas_ = 20_000; gas_ <= 600_000; gas_ += 500) {
            uint256 state = vm.snapshotState();
            vm.prank(stranger);
            (bool ok,) = address(market).call{ gas: gas_ }(data);
            vm.assertEq(market.dealCount(), ok ? 3 : 0, vm.toString(gas_));
            if (ok) everPassed = true;
            vm.revertToState(state);
        }
        vm.assertTrue(everPassed);
    }

    /// Whatever gas a caller brings, a settlement has the feed's price or does not happen.
    function testNoCallerStarvesTheFeedToKeepAnOldPrice() public {
        HungryFeed hungry = new HungryFeed();
        feed = FakeFeed(address(hungry));
        market = aMarketOf(address(snm));
        fund(buyer, DEPOSIT);
        hungry.set(int256(1e26 / RATE), nowSeconds);
        Order memory ask = anAsk();
        (ask.denomination, ask.pricePerSecond) = (1, 1e12);
        bytes memory signature = sign(ask, HUB_KEY);
        Deal memory deal = opened(buyer, abi.encodeCall(market.take, (ask, 0, CAP, signature)));
        pass(600);
        hungry.set(int256(1e26 / (RATE * 2)), nowSeconds);
        bytes memory data = abi.encodeCall(market.bill, (deal));
        uint256 right = 1e12 * RATE * 2 / 1e18;
        bool everPassed;
        for (uint256 gas_ = 30_000; gas_ <= 200_000; gas_ += 500) {
            uint256 state = vm.snapshotState();
            vm.recordLogs();
            (bool ok,) = address(market).call{ gas: gas_ }(data);
            if (ok) {
                (, uint256 money) = abi.decode(dataOf(IMarket.DealBilled.selector), (uint256, uint256));
                vm.assertEq(money >> 160, right, vm.toString(gas_));
                everPassed = true;
            }
            vm.revertToState(state);
        }
        vm.assertTrue(everPassed);
    }

    /// What stands behind the arguments says nothing; a field beyond its type's range is no order that anybody signed.
    function testDirtyFieldsPassNeverAndTrailingBytesChangeNothing() public {
        Order memory ask = anAsk();
        bytes memory clean = abi.encodeCall(market.take, (ask, 0, 0, sign(ask, HUB_KEY)));
        // In the order of the fields; 0: a whole word.
        uint8[14] memory widths = [8, 160, 160, 160, 0, 64, 64, 40, 96, 8, 96, 8, 32, 96];
        for (uint256 i = 0; i < widths.length; ++i) {
            uint256 width = widths[i];
            if (width == 0) continue;
            for (uint256 bit = width; bit < 256; bit += 255 - width) {
                bytes memory data = abi.encodePacked(clean);
                assembly {
                    let at := add(add(data, 0x24), mul(i, 0x20))
                    mstore(at, or(mload(at), shl(bit, 1)))
                }
                vm.prank(buyer);
                (bool passed,) = address(market).call(data);
                vm.assertFalse(passed, vm.toString(i));
            }
        }
        Deal memory deal = opened(buyer, abi.encodePacked(clean, "and more"));
        vm.prank(buyer);
        (bool ok,) = address(market).call(abi.encodePacked(abi.encodeCall(market.close, (deal)), bytes32("more")));
        vm.assertTrue(ok);
        vm.assertEq(market.balanceOf(buyer), DEPOSIT);
    }
}

/// @dev A feed that needs nearly all the gas that a market gives it.
contract HungryFeed {
    uint8 public constant decimals = 8;
    int256 private answer;
    uint256 private updatedAt;

    function set(int256 answer_, uint256 updatedAt_) external {
        (answer, updatedAt) = (answer_, updatedAt_);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        uint256 start = gasleft();
        while (start - gasleft() < 85_000) { }
        return (1, answer, updatedAt, updatedAt, 1);
    }
}
