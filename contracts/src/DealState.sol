// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal } from "./interfaces/IMarket.sol";

/// @title The commitment to a deal's state: keccak256(abi.encode(deal))
/// @dev A Deal is ten words of value types, so calldata, memory and the ABI lay it out alike.
library DealState {
    /// @dev The deal as the caller sent it: nothing of it may be used before its hash was compared with the stored one,
    /// which also proves that every field is in its type's range.
    function load(Deal calldata sent) internal pure returns (Deal memory deal) {
        assembly ("memory-safe") {
            deal := mload(0x40)
            mstore(0x40, add(deal, 0x140))
            calldatacopy(deal, sent, 0x140)
        }
    }

    function hash(Deal memory deal) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            result := keccak256(deal, 0x140)
        }
    }
}
