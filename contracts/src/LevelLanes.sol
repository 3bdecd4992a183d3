// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What carries the levels 2, 3 and 4 of an account, in one word
/// @dev A lane of 80 bits for each level: an appointment's number above an expiry. 0 = nothing.
library LevelLanes {
    uint256 private constant LANE_BITS = 80;
    uint256 private constant LANE_MASK = (1 << LANE_BITS) - 1;
    uint256 private constant EXPIRY_BITS = 48;
    uint8 private constant LOWEST_LEVEL = 2;

    function get(uint256 lanes, uint8 level) internal pure returns (uint32 appointment, uint48 expiresAt) {
        uint256 lane = lanes >> _shift(level);
        // Truncation is meant: it cuts the lane out of the word.
        // forge-lint: disable-next-line(unsafe-typecast)
        return (uint32(lane >> EXPIRY_BITS), uint48(lane));
    }

    function set(uint256 lanes, uint8 level, uint32 appointment, uint48 expiresAt) internal pure returns (uint256) {
        uint256 lane = uint256(appointment) << EXPIRY_BITS | expiresAt;
        return lanes & ~(LANE_MASK << _shift(level)) | lane << _shift(level);
    }

    function _shift(uint8 level) private pure returns (uint256) {
        return (level - LOWEST_LEVEL) * LANE_BITS;
    }
}
