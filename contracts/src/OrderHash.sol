// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Order } from "./interfaces/IMarket.sol";

/// @title The EIP-712 struct hash of an order
/// @dev packages/model hashes the same way; vectors/orders.json holds the two together.
library OrderHash {
    bytes32 internal constant TYPEHASH = keccak256(
        "Order(uint8 side,address author,address counterparty,address matcher,uint256 nonce,uint64 epoch,uint64 expiresAt,uint64 durationSeconds,uint128 pricePerSecond,uint8 denomination,uint128 snmPerUsdCap,uint8 identityLevel,uint32 netFlags,uint128 bond,bytes32 tag,bytes32 detailsHash,uint256[4] benchmarks)"
    );

    /// @dev In calldata an order is 20 words: 16 fields as EIP-712 encodes them, and the 4 words of benchmarks, which it
    /// hashes first. A field beyond its type's range yields another hash than any order has.
    function hash(Order calldata order) internal pure returns (bytes32 result) {
        bytes32 typehash = TYPEHASH;
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, add(order, 0x200), 0x80)
            let benchmarks := keccak256(at, 0x80)
            mstore(at, typehash)
            calldatacopy(add(at, 0x20), order, 0x200)
            mstore(add(at, 0x220), benchmarks)
            result := keccak256(at, 0x240)
        }
    }
}
