// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Order } from "../../src/interfaces/IMarket.sol";
import { TypedData } from "../../src/TypedData.sol";

/// @dev The hashes that only the market's own code sees.
abstract contract StructHashes {
    function structHash(Order calldata order) external pure returns (bytes32) {
        return TypedData.hash(order);
    }

    function structHash(Amendment calldata amendment) external pure returns (bytes32) {
        return TypedData.hash(amendment);
    }
}
