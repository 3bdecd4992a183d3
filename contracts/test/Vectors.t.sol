// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Order } from "../src/interfaces/IMarket.sol";
import { IRegistry } from "../src/interfaces/IRegistry.sol";
import { Market } from "../src/Market.sol";
import { vm } from "./kit/Vm.sol";

/// The orders of vectors/orders.json hash here as they do in TypeScript.
contract VectorsTest {
    string private json;

    function testEveryVector() public {
        json = vm.readFile("vectors/orders.json");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        vm.prank(vm.parseJsonAddress(json, ".deployer"));
        Market market = new Market(IERC20(address(1)), IRegistry(address(2)));
        vm.assertEq(address(market), vm.parseJsonAddress(json, ".domain.verifyingContract"));

        uint256 count;
        for (; vm.keyExistsJson(json, where(count, "")); ++count) {
            Order memory order = read(count);
            bytes32 digest = vm.parseJsonBytes32(json, where(count, ".digest"));
            vm.assertEq(market.hashOrder(order), vm.parseJsonBytes32(json, where(count, ".structHash")), where(count, ""));
            vm.assertEq(market.digest(order), digest, where(count, ""));
            vm.assertEq(ECDSA.recover(digest, vm.parseJsonBytes(json, where(count, ".signature"))), order.author);
        }
        vm.assertTrue(count >= 20, "the file holds fewer vectors than expected");
    }

    function where(uint256 index, string memory path) private pure returns (string memory) {
        return string.concat(".orders[", vm.toString(index), "]", path);
    }

    function read(uint256 index) private view returns (Order memory order) {
        order.side = uint8(number(index, "side"));
        order.author = account(index, "author");
        order.counterparty = account(index, "counterparty");
        order.matcher = account(index, "matcher");
        order.nonce = number(index, "nonce");
        order.epoch = uint64(number(index, "epoch"));
        order.expiresAt = uint64(number(index, "expiresAt"));
        order.durationSeconds = uint64(number(index, "durationSeconds"));
        order.pricePerSecond = uint128(number(index, "pricePerSecond"));
        order.denomination = uint8(number(index, "denomination"));
        order.snmPerUsdCap = uint128(number(index, "snmPerUsdCap"));
        order.identityLevel = uint8(number(index, "identityLevel"));
        order.netFlags = uint32(number(index, "netFlags"));
        order.bond = uint128(number(index, "bond"));
        order.tag = vm.parseJsonBytes32(json, where(index, ".order.tag"));
        order.detailsHash = vm.parseJsonBytes32(json, where(index, ".order.detailsHash"));
        uint256[] memory words = vm.parseJsonUintArray(json, where(index, ".order.benchmarks"));
        for (uint256 i = 0; i < 4; ++i) {
            order.benchmarks[i] = words[i];
        }
    }

    function number(uint256 index, string memory field) private view returns (uint256) {
        return vm.parseJsonUint(json, where(index, string.concat(".order.", field)));
    }

    function account(uint256 index, string memory field) private view returns (address) {
        return vm.parseJsonAddress(json, where(index, string.concat(".order.", field)));
    }
}
