// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the market reads of a price feed: a part of Chainlink's AggregatorV3Interface
/// @notice A Chainlink feed is one, and so is Oracle.
interface IPriceFeed {
    /// @notice How many decimals the answers have.
    function decimals() external view returns (uint8);

    /// @notice The latest answer, and since when it is known.
    /// @return roundId number of the answer
    /// @return answer the price, with `decimals` decimals; a feed of strangers may answer 0 or less: refuse that
    /// @return startedAt Unix time at which the round began
    /// @return updatedAt Unix time that the answer is of: refuse one that is too old, or not yet
    /// @return answeredInRound of no meaning any more; equals roundId
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
