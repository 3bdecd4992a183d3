// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IOracle } from "../src/interfaces/IOracle.sol";
import { Oracle } from "../src/Oracle.sol";
import { bound, slotsRead, vm } from "./kit/Vm.sol";

contract OracleTest {
    uint256 private constant START = 1_800_000_000;
    uint256 private constant MAX_AGE = 1 hours;
    int256 private constant PRICE_LIMIT = 1_000_000e8;
    Oracle private oracle;
    uint256 private nowSeconds;

    struct Answer {
        uint80 id;
        int256 price;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    function setUp() public {
        moveTo(START);
        oracle = new Oracle(someReporters(3), MAX_AGE);
    }

    function moveTo(uint256 timestamp) private {
        nowSeconds = timestamp;
        vm.warp(timestamp);
    }

    function reporter(uint256 index) private pure returns (address) {
        return address(uint160(0x4E90 + index));
    }

    function someReporters(uint256 count) private pure returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = reporter(i);
        }
    }

    function say(uint256 index, int256 price) private {
        vm.prank(reporter(index));
        oracle.report(price);
    }

    function latest() private view returns (Answer memory found) {
        (found.id, found.price, found.startedAt, found.updatedAt, found.answeredInRound) = oracle.latestRoundData();
    }

    function assertLatest(uint80 id, int256 price, uint256 updatedAt) private view {
        Answer memory found = latest();
        vm.assertEq(found.id, id);
        vm.assertEq(found.price, price);
        vm.assertEq(found.startedAt, updatedAt);
        vm.assertEq(found.updatedAt, updatedAt);
        vm.assertEq(found.answeredInRound, id);
    }

    function expectUnknown(uint80 id) private {
        vm.expectRevert(abi.encodeWithSelector(IOracle.RoundUnknown.selector, id));
    }

    function testItSpeaksAsAChainlinkFeed() public view {
        vm.assertEq(oracle.decimals(), 8);
        vm.assertEq(keccak256(bytes(oracle.description())), keccak256("SNM / USD"));
        vm.assertEq(oracle.version(), 1);
        vm.assertEq(oracle.maxAgeSeconds(), MAX_AGE);
        address[] memory all = oracle.reporters();
        vm.assertEq(all.length, 3);
        vm.assertEq(all[2], reporter(2));
    }

    function testTheMedianOfTheNewestReports() public {
        say(0, 300);
        vm.expectEmit(address(oracle));
        emit IOracle.PriceReported(reporter(1), 100);
        vm.expectEmit(address(oracle));
        emit IOracle.AnswerUpdated(100, 1, START);
        say(1, 100);
        assertLatest(1, 100, START);
        say(2, 200);
        assertLatest(2, 200, START);
        say(1, 250);
        assertLatest(3, 250, START);
        (int256 price, uint256 reportedAt) = oracle.reportOf(reporter(1));
        vm.assertEq(price, 250);
        vm.assertEq(reportedAt, START);
    }

    function testNothingIsAnsweredBeforeAMajorityHasReported() public {
        expectUnknown(0);
        oracle.latestRoundData();
        say(0, 300);
        expectUnknown(0);
        oracle.latestRoundData();
        expectUnknown(0);
        oracle.getRoundData(0);
        expectUnknown(1);
        oracle.getRoundData(1);
    }

    /// A chain may begin at time 0, where the void report of one who has said nothing looks new.
    function testWhoHasSaidNothingDoesNotCount() public {
        moveTo(1);
        say(0, 300);
        expectUnknown(0);
        oracle.latestRoundData();
        say(1, 400);
        assertLatest(1, 300, 1);
    }

    function testAReportCountsUpToItsLastSecond() public {
        say(0, 100);
        moveTo(START + MAX_AGE);
        say(1, 200);
        assertLatest(1, 100, START);
        moveTo(START + MAX_AGE + 1);
        say(2, 300);
        assertLatest(2, 200, START + MAX_AGE);
    }

    function testWithoutAMajorityTheAnswerGrowsOld() public {
        say(0, 100);
        say(1, 200);
        assertLatest(1, 100, START);
        moveTo(START + MAX_AGE + 1);
        say(2, 1);
        say(2, 2);
        assertLatest(1, 100, START);
        say(0, 3);
        assertLatest(2, 2, START + MAX_AGE + 1);
    }

    function testASlowReporterHoldsTheTimeBackByTheLimitAtMost() public {
        say(0, 100);
        for (uint256 i = 1; i <= 10; ++i) {
            moveTo(START + i * 20 minutes);
            say(1, 200);
            say(2, 200);
            vm.assertTrue(nowSeconds - latest().updatedAt <= MAX_AGE);
        }
    }

    function testOnlyReportersReport(address caller) public {
        (, uint256 reportedAt) = oracle.reportOf(caller);
        vm.assertEq(reportedAt, 0);
        if (caller == reporter(0) || caller == reporter(1) || caller == reporter(2)) return;
        vm.expectRevert(abi.encodeWithSelector(IOracle.ReporterUnknown.selector, caller));
        vm.prank(caller);
        oracle.report(100);
    }

    function testAnAbsurdPriceIsRefused() public {
        int256[5] memory prices = [int256(0), -1, type(int256).min, PRICE_LIMIT + 1, type(int256).max];
        for (uint256 i = 0; i < prices.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOracle.PriceInvalid.selector, prices[i]));
            say(0, prices[i]);
        }
        say(0, 1);
        say(1, PRICE_LIMIT);
        say(2, PRICE_LIMIT);
        assertLatest(2, PRICE_LIMIT, START);
    }

    function testOneOfThreeCannotMoveItOutOfWhatTheOthersSay(uint256[24] memory script, uint256 liar) public {
        liar %= 3;
        for (uint256 i = 0; i < 3; ++i) {
            say(i, priced(script[i]));
        }
        for (uint256 i = 3; i < script.length; ++i) {
            say(script[i] % 3, priced(script[i] >> 8));
            (int256 one,) = oracle.reportOf(reporter((liar + 1) % 3));
            (int256 other,) = oracle.reportOf(reporter((liar + 2) % 3));
            int256 found = latest().price;
            vm.assertTrue(found >= (one < other ? one : other) && found <= (one < other ? other : one));
        }
    }

    /// Low for a lie of one of two: then the buyer's cap bounds it; high, nothing would.
    function testWhileOneIsSilentALieOfAnotherCannotRaiseIt(uint256 honest, uint256 lie, bool first) public {
        if (first) say(0, priced(lie));
        say(1, priced(honest));
        if (!first) say(0, priced(lie));
        vm.assertTrue(latest().price <= priced(honest));
    }

    /// Any reporters, any reports, any silence: held against a median that is found by counting.
    function testTheMedianIsRightAndItsTimeIsThatOfItsOldest(uint256 size, uint256[30] memory script) public {
        uint256 count = 1 + 2 * (size % 8);
        oracle = new Oracle(someReporters(count), MAX_AGE);
        uint80 rounds = 0;
        Answer memory before;
        for (uint256 i = 0; i < script.length; ++i) {
            moveTo(nowSeconds + bound(script[i] >> 64, 0, 15 minutes));
            say(script[i] % count, priced(script[i] >> 8));
            (int256[] memory prices, uint256 counted, uint256 oldest) = fresh(count);
            if (counted * 2 > count) {
                Answer memory found = latest();
                vm.assertEq(found.id, ++rounds);
                vm.assertEq(found.updatedAt, oldest);
                vm.assertTrue(found.updatedAt >= before.updatedAt);
                vm.assertTrue(isLowerMedian(found.price, prices, counted));
                before = found;
            } else if (rounds != 0) {
                assertLatest(before.id, before.price, before.updatedAt);
            }
        }
    }

    function fresh(uint256 count) private view returns (int256[] memory prices, uint256 counted, uint256 oldest) {
        prices = new int256[](count);
        oldest = type(uint256).max;
        for (uint256 i = 0; i < count; ++i) {
            (int256 said, uint256 reportedAt) = oracle.reportOf(reporter(i));
            if (said == 0 || reportedAt + MAX_AGE < nowSeconds) continue;
            prices[counted++] = said;
            if (reportedAt < oldest) oldest = reportedAt;
        }
    }

    function isLowerMedian(int256 found, int256[] memory prices, uint256 counted) private pure returns (bool) {
        uint256 below = 0;
        uint256 notAbove = 0;
        for (uint256 i = 0; i < counted; ++i) {
            if (prices[i] < found) ++below;
            if (prices[i] <= found) ++notAbove;
        }
        uint256 rank = (counted + 1) / 2;
        return below < rank && rank <= notAbove;
    }

    function priced(uint256 chosen) private pure returns (int256) {
        return int256(bound(chosen, 1, uint256(PRICE_LIMIT)));
    }

    function testTheLatest64RoundsAreKept() public {
        oracle = new Oracle(someReporters(1), MAX_AGE);
        for (uint80 id = 1; id <= 130; ++id) {
            moveTo(START + id);
            say(0, int256(uint256(id)) * 10);
        }
        for (uint80 id = 67; id <= 130; ++id) {
            (uint80 found, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
                oracle.getRoundData(id);
            vm.assertEq(found, id);
            vm.assertEq(answer, int256(uint256(id)) * 10);
            vm.assertEq(startedAt, START + id);
            vm.assertEq(updatedAt, START + id);
            vm.assertEq(answeredIn, id);
        }
        uint80[6] memory unknown = [uint80(0), 1, 66, 131, 130 + 2 ** 64, type(uint80).max];
        for (uint256 i = 0; i < unknown.length; ++i) {
            expectUnknown(unknown[i]);
            oracle.getRoundData(unknown[i]);
        }
    }

    /// The market pays for every read of a price.
    function testReadingCostsOneSlot() public {
        say(0, 100);
        say(1, 100);
        vm.record();
        oracle.latestRoundData();
        vm.assertEq(slotsRead(address(oracle)), 1);
    }

    function testTheNumberOfReportersIsOddAndBounded() public {
        uint256[4] memory wrong = [uint256(0), 2, 16, 17];
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOracle.ReporterCountInvalid.selector, wrong[i]));
            new Oracle(someReporters(wrong[i]), MAX_AGE);
        }
        vm.assertEq(new Oracle(someReporters(15), MAX_AGE).reporters().length, 15);
    }

    function testReportersAreDifferentAndSomebody() public {
        address[] memory list = someReporters(3);
        list[2] = list[0];
        vm.expectRevert(abi.encodeWithSelector(IOracle.ReporterInvalid.selector, list[0]));
        new Oracle(list, MAX_AGE);
        list[2] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IOracle.ReporterInvalid.selector, address(0)));
        new Oracle(list, MAX_AGE);
    }

    function testTheAgeLimitIsBounded() public {
        uint256[3] memory wrong = [uint256(0), 7 days + 1, type(uint256).max];
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOracle.MaxAgeInvalid.selector, wrong[i]));
            new Oracle(someReporters(1), wrong[i]);
        }
        vm.assertEq(new Oracle(someReporters(1), 1).maxAgeSeconds(), 1);
        vm.assertEq(new Oracle(someReporters(1), 7 days).maxAgeSeconds(), 7 days);
    }
}
