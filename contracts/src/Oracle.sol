// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IOracle } from "./interfaces/IOracle.sol";
import { IPriceFeed } from "./interfaces/IPriceFeed.sol";

/// @title The price of SNM in USD, as the median of reporters
/// @dev The specification is IOracle.
contract Oracle is IOracle {
    uint256 private constant REPORTERS_LIMIT = 15;
    uint256 private constant AGE_LIMIT_SECONDS = 7 days;
    uint256 private constant KEPT_ROUNDS = 64;
    int256 private constant PRICE_LIMIT = 1_000_000e8;

    /// @inheritdoc IPriceFeed
    uint8 public constant decimals = 8;
    /// @inheritdoc IOracle
    string public constant description = "SNM / USD";
    /// @inheritdoc IOracle
    uint256 public constant version = 1;

    struct Report {
        uint64 price;
        uint64 reportedAt;
    }

    struct Round {
        uint64 id;
        uint64 answer;
        uint64 updatedAt;
    }

    /// @inheritdoc IOracle
    uint256 public immutable maxAgeSeconds;
    address[] private _reporters;
    /// @dev From 1 on; 0 = no reporter.
    mapping(address reporter => uint256) private _numbers;
    mapping(uint256 number => Report) private _reports;
    /// @dev Beside its place among the kept ones, so that reading it costs one slot.
    Round private _latest;
    Round[KEPT_ROUNDS] private _rounds;

    constructor(address[] memory reporters_, uint256 maxAgeSeconds_) {
        uint256 count = reporters_.length;
        if (count % 2 == 0 || count > REPORTERS_LIMIT) revert ReporterCountInvalid(count);
        if (maxAgeSeconds_ == 0 || maxAgeSeconds_ > AGE_LIMIT_SECONDS) revert MaxAgeInvalid(maxAgeSeconds_);
        for (uint256 i = 0; i < count; ++i) {
            address reporter = reporters_[i];
            if (reporter == address(0) || _numbers[reporter] != 0) revert ReporterInvalid(reporter);
            _numbers[reporter] = i + 1;
        }
        _reporters = reporters_;
        maxAgeSeconds = maxAgeSeconds_;
    }

    /// @inheritdoc IOracle
    function report(int256 price) external {
        uint256 number = _numbers[msg.sender];
        if (number == 0) revert ReporterUnknown(msg.sender);
        if (price <= 0 || price > PRICE_LIMIT) revert PriceInvalid(price);
        // No truncation: the limit of a price fits, and so does Unix time.
        // forge-lint: disable-next-line(unsafe-typecast)
        _reports[number] = Report(uint64(uint256(price)), uint64(block.timestamp));
        emit PriceReported(msg.sender, price);
        _answer();
    }

    function _answer() private {
        uint256 count = _reporters.length;
        uint64[] memory prices = new uint64[](count);
        uint256 counted = 0;
        uint64 oldest = type(uint64).max;
        for (uint256 number = 1; number <= count; ++number) {
            Report memory said = _reports[number];
            // Nobody reports 0: he has said nothing yet.
            if (said.price == 0 || block.timestamp - said.reportedAt > maxAgeSeconds) continue;
            _insert(prices, counted, said.price);
            ++counted;
            if (said.reportedAt < oldest) oldest = said.reportedAt;
        }
        if (counted * 2 <= count) return;

        Round memory round = Round(_latest.id + 1, prices[(counted - 1) / 2], oldest);
        _latest = round;
        _rounds[round.id % KEPT_ROUNDS] = round;
        emit AnswerUpdated(int256(uint256(round.answer)), round.id, round.updatedAt);
    }

    /// @dev Into the first `length` prices, which are in order.
    function _insert(uint64[] memory prices, uint256 length, uint64 price) private pure {
        uint256 place = length;
        while (place != 0 && prices[place - 1] > price) {
            prices[place] = prices[place - 1];
            --place;
        }
        prices[place] = price;
    }

    /// @inheritdoc IPriceFeed
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return _told(_latest, 0);
    }

    /// @inheritdoc IOracle
    function getRoundData(uint80 roundId) external view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId % KEPT_ROUNDS];
        if (round.id != roundId) revert RoundUnknown(roundId);
        return _told(round, roundId);
    }

    /// @param asked for the error
    function _told(Round memory round, uint80 asked) private pure returns (uint80, int256, uint256, uint256, uint80) {
        if (round.id == 0) revert RoundUnknown(asked);
        return (round.id, int256(uint256(round.answer)), round.updatedAt, round.updatedAt, round.id);
    }

    /// @inheritdoc IOracle
    function reporters() external view returns (address[] memory) {
        return _reporters;
    }

    /// @inheritdoc IOracle
    function reportOf(address reporter) external view returns (int256 price, uint256 reportedAt) {
        Report memory said = _reports[_numbers[reporter]];
        return (int256(uint256(said.price)), said.reportedAt);
    }
}
