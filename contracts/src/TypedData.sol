// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Order } from "./interfaces/IMarket.sol";

/// @title The EIP-712 struct hashes of what people sign
/// @dev packages/model hashes the same way; vectors/ holds the two together.
library TypedData {
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(uint8 side,address author,address counterparty,address matcher,uint256 nonce,uint64 epoch,uint64 expiresAt,uint40 durationSeconds,uint96 pricePerSecond,uint8 denomination,uint96 snmPerUsdCap,uint8 identityLevel,uint32 netFlags,uint96 bond,bytes32 tag,bytes32 detailsHash,uint256[4] benchmarks)"
    );
    bytes32 private constant AMENDMENT_TYPEHASH = keccak256(
        "Amendment(uint256 dealId,uint24 sequence,uint96 pricePerSecond,uint40 durationSeconds,uint64 expiresAt)"
    );

    /// @dev In calldata an order is 20 words: 16 fields as EIP-712 encodes them, and the 4 words of benchmarks, which it
    /// hashes first. A field beyond its type's range yields another hash than any order has.
    function hash(Order calldata order) internal pure returns (bytes32 result) {
        bytes32 typehash = ORDER_TYPEHASH;
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

    /// @dev Five words in calldata, as EIP-712 encodes them.
    function hash(Amendment calldata amendment) internal pure returns (bytes32 result) {
        bytes32 typehash = AMENDMENT_TYPEHASH;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, typehash)
            calldatacopy(add(at, 0x20), amendment, 0xa0)
            result := keccak256(at, 0xc0)
        }
    }
}
