// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IMarket, Order } from "./interfaces/IMarket.sol";

/// @title What an order may say, and when an ask serves a bid
/// @dev packages/model/src/orders/match.ts is the same rule off chain.
library Matching {
    uint8 internal constant SIDE_ASK = 0;
    uint8 internal constant SIDE_BID = 1;
    uint8 internal constant DENOMINATION_SNM = 0;
    uint8 internal constant DENOMINATION_USD = 1;
    uint8 private constant MAX_IDENTITY_LEVEL = 4;
    /// @dev The top bit of each 64-bit lane: 0 in a well-formed benchmark, so that words can be compared lane by lane.
    uint256 private constant LANE_TOP_BITS = 0x8000000000000000800000000000000080000000000000008000000000000000;

    /// @dev What holds whoever the other side is. The order's last second is that of `expiresAt`.
    function check(Order calldata order, uint8 side) internal view {
        if (order.side != side) revert IMarket.OrderSideWrong(order.side);
        if (order.denomination != DENOMINATION_SNM) {
            if (order.denomination != DENOMINATION_USD) revert IMarket.OrderDenominationInvalid(order.denomination);
            // In a deal's state it would read as a price in SNM.
            if (order.pricePerSecond == 0) revert IMarket.OrderUsdPriceZero();
        }
        if (order.identityLevel > MAX_IDENTITY_LEVEL) revert IMarket.OrderIdentityInvalid(order.identityLevel);
        uint256[4] calldata words = order.benchmarks;
        if ((words[0] | words[1] | words[2] | words[3]) & LANE_TOP_BITS != 0) revert IMarket.OrderBenchmarksInvalid();
        if (block.timestamp > order.expiresAt) revert IMarket.OrderExpired(order.expiresAt);
    }

    /// @dev Price, duration, network and benchmarks; both orders were checked.
    function checkServes(Order calldata ask, Order calldata bid) internal pure {
        if (ask.denomination != bid.denomination) revert IMarket.OrdersMismatch(IMarket.Mismatch.Denomination);
        if (ask.pricePerSecond > bid.pricePerSecond) revert IMarket.OrdersMismatch(IMarket.Mismatch.Price);
        if (ask.durationSeconds < bid.durationSeconds) revert IMarket.OrdersMismatch(IMarket.Mismatch.Duration);
        if (bid.netFlags & ~ask.netFlags != 0) revert IMarket.OrdersMismatch(IMarket.Mismatch.NetFlags);
        uint256[4] calldata offered = ask.benchmarks;
        uint256[4] calldata asked = bid.benchmarks;
        uint256 enough = LANE_TOP_BITS;
        // A lane that offers less borrows from its own top bit, and from no other lane's.
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                enough &= (offered[i] | LANE_TOP_BITS) - asked[i];
            }
        }
        if (enough != LANE_TOP_BITS) revert IMarket.OrdersMismatch(IMarket.Mismatch.Benchmarks);
    }

    function admits(address counterparty, address account) internal pure returns (bool) {
        return counterparty == address(0) || counterparty == account;
    }
}
