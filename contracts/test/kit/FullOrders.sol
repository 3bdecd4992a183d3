// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { OpenRequest, Order, TakeRequest } from "../../src/interfaces/IMarket.sol";
import { MarketFixture } from "./MarketFixture.sol";

/// @dev Signed orders that differ by nonce, with all 16 benchmarks full.
abstract contract FullOrders is MarketFixture {
    function request(uint256 nonce) internal view returns (TakeRequest memory) {
        Order memory ask = full(anAsk(), nonce);
        return TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
    }

    function pair(uint256 nonce) internal view returns (OpenRequest memory) {
        (Order memory ask, Order memory bid) = (full(anAsk(), nonce), full(aBid(), nonce));
        return OpenRequest(ask, bid, sign(ask, HUB_KEY), sign(bid, BUYER_KEY));
    }

    function full(Order memory order, uint256 nonce) internal pure returns (Order memory) {
        uint256 word = 0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef;
        (order.benchmarks, order.nonce) = ([word, word, word, word], nonce);
        return order;
    }

    function requests(uint256 count) internal view returns (TakeRequest[] memory list) {
        list = new TakeRequest[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = request(i);
        }
    }

    function pairs(uint256 count) internal view returns (OpenRequest[] memory list) {
        list = new OpenRequest[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = pair(i);
        }
    }
}
