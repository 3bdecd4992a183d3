// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Deal, DealTerms } from "./interfaces/IMarket.sol";

/// @title The packed state of a deal: reading it, writing it, and the commitment to it
/// @dev The layout is that of struct Deal in IMarket.sol. packages/model packs alike; vectors/deals.json holds the two together.
library DealState {
    uint256 private constant MASK_40 = type(uint40).max;
    uint256 private constant MASK_96 = type(uint96).max;

    /// @dev The deal as the caller sent it: nothing of it may be used before its hash was compared with the stored one,
    /// which also proves that every field is in its range.
    function load(Deal calldata sent) internal pure returns (Deal memory deal) {
        assembly ("memory-safe") {
            deal := mload(0x40)
            mstore(0x40, add(deal, 0xc0))
            calldatacopy(deal, sent, 0xc0)
        }
    }

    /// @dev keccak256(abi.encode(deal)): six words of value types lie alike in memory and in the ABI.
    function hash(Deal memory deal) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            result := keccak256(deal, 0xc0)
        }
    }

    /// @dev Every amount fits 96 bits, every time 40 and the count 24: the caller has checked it.
    function packMoney(uint256 price, uint256 lock, uint256 until, uint256 sequence) internal pure returns (uint256) {
        return price << 160 | lock << 64 | until << 24 | sequence;
    }

    function packBuyerTerms(address account, uint256 start, uint256 duration) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)) << 96 | start << 56 | duration << 16);
    }

    /// @dev An account and an amount: hubTerms, masterTerms.
    function packAccount(address account, uint256 amount) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)) << 96 | amount);
    }

    function packUsdTerms(uint256 price, uint256 dealId) internal pure returns (bytes32) {
        return bytes32(price << 160 | dealId);
    }

    function pricePerSecond(Deal memory deal) internal pure returns (uint256) {
        return deal.money >> 160;
    }

    function locked(Deal memory deal) internal pure returns (uint256) {
        return deal.money >> 64 & MASK_96;
    }

    function billedUntil(Deal memory deal) internal pure returns (uint256) {
        return deal.money >> 24 & MASK_40;
    }

    function amendments(Deal memory deal) internal pure returns (uint24) {
        return uint24(deal.money);
    }

    function buyer(Deal memory deal) internal pure returns (address) {
        return _account(deal.buyerTerms);
    }

    function startedAt(Deal memory deal) internal pure returns (uint256) {
        return uint256(deal.buyerTerms) >> 56 & MASK_40;
    }

    function durationSeconds(Deal memory deal) internal pure returns (uint256) {
        return uint256(deal.buyerTerms) >> 16 & MASK_40;
    }

    function hub(Deal memory deal) internal pure returns (address) {
        return _account(deal.hubTerms);
    }

    function bond(Deal memory deal) internal pure returns (uint256) {
        return uint256(deal.hubTerms) & MASK_96;
    }

    function master(Deal memory deal) internal pure returns (address) {
        return _account(deal.masterTerms);
    }

    function snmPerUsdCap(Deal memory deal) internal pure returns (uint256) {
        return uint256(deal.masterTerms) & MASK_96;
    }

    /// @dev 0: the price is in SNM.
    function usdPerSecond(Deal memory deal) internal pure returns (uint256) {
        return uint256(deal.usdTerms) >> 160;
    }

    function id(Deal memory deal) internal pure returns (uint256) {
        return uint160(uint256(deal.usdTerms));
    }

    /// @dev type(uint256).max for a spot deal.
    function end(Deal memory deal) internal pure returns (uint256) {
        uint256 duration = durationSeconds(deal);
        unchecked {
            return duration == 0 ? type(uint256).max : startedAt(deal) + duration;
        }
    }

    /// @dev Until when `amount`, of 129 bits at most, pays; a deal that costs nothing is funded for ever.
    function fundedUntil(Deal memory deal, uint256 amount) internal pure returns (uint256) {
        uint256 price = pricePerSecond(deal);
        if (price == 0) return type(uint256).max;
        unchecked {
            return billedUntil(deal) + amount / price;
        }
    }

    function unpack(Deal memory deal) internal pure returns (DealTerms memory terms) {
        terms.id = id(deal);
        terms.buyer = buyer(deal);
        terms.hub = hub(deal);
        terms.master = master(deal);
        terms.pricePerSecond = pricePerSecond(deal);
        terms.usdPerSecond = usdPerSecond(deal);
        terms.snmPerUsdCap = snmPerUsdCap(deal);
        terms.startedAt = startedAt(deal);
        terms.durationSeconds = durationSeconds(deal);
        terms.billedUntil = billedUntil(deal);
        terms.locked = locked(deal);
        terms.bond = bond(deal);
        terms.amendments = amendments(deal);
        terms.askHash = deal.askHash;
    }

    function _account(bytes32 word) private pure returns (address) {
        // Truncation is meant: the account stands on the left, before what is packed beside it.
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(bytes20(word));
    }
}
