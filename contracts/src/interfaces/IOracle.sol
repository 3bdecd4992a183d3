// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IPriceFeed } from "./IPriceFeed.sol";

/// @title The price of SNM in USD, as the median of what a fixed set of reporters say
/// @notice For networks where Chainlink has no such feed. It answers as Chainlink's AggregatorV3Interface does, whole.
/// The answer is USD for 1 SNM with 8 decimals: 300,000 is 0.003 USD.
///
/// Assumptions and warnings:
/// - No owner. The reporters, an odd number of them, are fixed at deployment; where they are no longer trusted, another oracle
///   is deployed. With one reporter it trusts that one alone: for development networks.
/// - Each report makes a new answer out of the newest report of every reporter, leaving out those older than `maxAgeSeconds`; where
///   not even a majority of the reporters is left, the answer stays as it was and grows old.
/// - As long as more than half of the reports that count are honest, the answer lies between the lowest and the highest honest one.
///   So of three reporters one may lie. While one of three is silent, a lie of another can move it: with an even number of reports
///   the answer is the lower of the two in the middle, so it is never above the honest one then, and what a low one can cost a
///   buyer is bounded by the cap on SNM per USD that he signed.
/// - `updatedAt` is the time of the oldest report in the answer: nothing in it is older, and time does not run backwards. A reporter who
///   is slow can hold it back by `maxAgeSeconds` and no more, so a consumer's limit should be twice that or above.
/// - A report's time is that of its block. A reporter whose transaction waits must replace it, or it gives an old price a new time.
/// - A reporter may report as often as he pays for it, and so push old rounds out of those that are kept.
/// - The contract holds no money and calls nobody.
interface IOracle is IPriceFeed {
    /// @notice A reporter said a price.
    event PriceReported(address indexed reporter, int256 price);
    /// @notice A new answer; as Chainlink's aggregators emit it.
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    /// @notice The number of reporters must be odd, 15 at most.
    error ReporterCountInvalid(uint256 count);
    /// @notice A reporter is the zero address or stands twice in the list.
    error ReporterInvalid(address reporter);
    /// @notice The age limit must be at least a second and at most 7 days.
    error MaxAgeInvalid(uint256 maxAgeSeconds);
    /// @notice The caller is no reporter.
    error ReporterUnknown(address caller);
    /// @notice The price is zero, negative, or above a million USD for 1 SNM.
    error PriceInvalid(int256 price);
    /// @notice There is no such round, or it is no longer kept; 0 stands for the latest: there is none yet.
    error RoundUnknown(uint80 roundId);

    /// @notice The calling reporter says the price: USD for 1 SNM, 8 decimals. It replaces his last one.
    /// @dev Reverts with ReporterUnknown, PriceInvalid. Emits PriceReported, and AnswerUpdated where enough reports count.
    function report(int256 price) external;

    /// @notice What is priced: "SNM / USD".
    function description() external view returns (string memory);

    /// @notice Version of the feed's interface.
    function version() external view returns (uint256);

    /// @notice An earlier answer. The latest 64 are kept.
    /// @dev Reverts with RoundUnknown. `latestRoundData` does so too, with 0, before the first answer.
    function getRoundData(uint80 roundId)
        external
        view
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice Reports older than this do not count.
    function maxAgeSeconds() external view returns (uint256);

    /// @notice All reporters.
    function reporters() external view returns (address[] memory);

    /// @notice The newest report of a reporter; both 0 when there is none.
    function reportOf(address reporter) external view returns (int256 price, uint256 reportedAt);
}
