// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IMarket } from "./interfaces/IMarket.sol";
import { IPriceFeed } from "./interfaces/IPriceFeed.sol";

/// @title What a price in USD is in SNM
/// @dev The specification is IMarket. The feed says USD per SNM. It is not trusted: whatever it does, a call to it ends, and
/// ends in a rate that the deal's cap bounds, or in none.
abstract contract UsdPrice is IMarket {
    uint256 private constant USD = 1e18;
    /// @dev Enough for any feed in use; a feed that burns more has no price, and stops no payment. A caller cannot fake that by
    /// bringing little gas: the sixty-fourth part that EIP-150 then leaves does not pay for the rest of a settlement.
    uint256 private constant FEED_GAS = 100_000;
    uint256 private constant FEED_WORDS = 5;

    IPriceFeed internal immutable _feed;
    uint256 internal immutable _maxAgeSeconds;
    /// @dev Of wei of SNM in one SNM, times the feed's unit.
    uint256 private immutable _snmTimesUnit;

    /// @param feed_ the zero address: a market without prices in USD
    constructor(IPriceFeed feed_, uint256 maxAgeSeconds_) {
        _feed = feed_;
        _maxAgeSeconds = maxAgeSeconds_;
        _snmTimesUnit = address(feed_) == address(0) ? 0 : 10 ** (18 + uint256(feed_.decimals()));
    }

    /// @inheritdoc IMarket
    function snmPerUsd() external view returns (uint256) {
        return _snmPerUsd();
    }

    /// @dev Wei of SNM for one USD, rounded down; 0 when the feed has no usable price: it fails, answers too little, is not
    /// positive, is older than the limit, or of the future.
    function _snmPerUsd() internal view returns (uint256) {
        uint256[FEED_WORDS] memory round;
        address feed = address(_feed);
        bytes4 selector = IPriceFeed.latestRoundData.selector;
        bool answered;
        assembly ("memory-safe") {
            mstore(0, selector)
            answered := staticcall(FEED_GAS, feed, 0, 4, round, 0xa0)
            answered := and(answered, gt(returndatasize(), 0x9f))
        }
        int256 answer = int256(round[1]);
        uint256 updatedAt = round[3];
        if (!answered || answer <= 0 || updatedAt > block.timestamp) return 0;
        if (block.timestamp - updatedAt > _maxAgeSeconds) return 0;
        // No truncation: it is above 0.
        // forge-lint: disable-next-line(unsafe-typecast)
        return _snmTimesUnit / uint256(answer);
    }

    /// @dev Wei of SNM a second, rounded down. Both factors fit 96 bits; so does the price, for one beyond could never be
    /// funded, and a revert here would hold up what is earned.
    function _snmPrice(uint256 usdPerSecond, uint256 rate) internal pure returns (uint256) {
        uint256 price = usdPerSecond * rate / USD;
        return price > type(uint96).max ? type(uint96).max : price;
    }
}
