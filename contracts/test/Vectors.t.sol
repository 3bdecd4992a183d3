// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { Amendment, Deal, DealTerms, IMarket, Order } from "../src/interfaces/IMarket.sol";
import { DealState } from "../src/DealState.sol";
import { StructHashes } from "./kit/StructHashes.sol";
import { vm } from "./kit/Vm.sol";

/// What is signed, and what a deal's state commits to, is here as in TypeScript: vectors/*.json holds the two together.
contract VectorsTest is StructHashes {
    string private json;
    string private list;
    IMarket private market;

    function load(string memory name) private {
        json = vm.readFile(string.concat("vectors/", name, ".json"));
        list = string.concat(".", name, "[");
    }

    /// The market at the address that the vectors were signed for.
    function deploy() private {
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        vm.prank(vm.parseJsonAddress(json, ".deployer"));
        deployMarket();
        vm.assertEq(address(market), vm.parseJsonAddress(json, ".domain.verifyingContract"));
    }

    function deployMarket() private {
        bytes memory parts = abi.encode(address(1), address(2), address(3), address(0), 0);
        market = IMarket(vm.deployCode("Market.sol:Market", parts));
    }

    function testEveryOrder() public {
        load("orders");
        deploy();
        uint256 count;
        for (; vm.keyExistsJson(json, where(count, "")); ++count) {
            Order memory order = readOrder(count);
            checkSigned(count, this.structHash(order), market.digest(order), order.author);
        }
        vm.assertTrue(count >= 20, "the file holds fewer vectors than expected");
    }

    function testEveryAmendment() public {
        load("amendments");
        deploy();
        uint256 count;
        for (; vm.keyExistsJson(json, where(count, "")); ++count) {
            Amendment memory amendment = Amendment({
                dealId: number(count, ".amendment.dealId"),
                sequence: uint24(number(count, ".amendment.sequence")),
                pricePerSecond: uint96(number(count, ".amendment.pricePerSecond")),
                durationSeconds: uint40(number(count, ".amendment.durationSeconds")),
                expiresAt: uint64(number(count, ".amendment.expiresAt"))
            });
            bytes32 digest = market.digestAmendment(amendment);
            checkSigned(count, this.structHash(amendment), digest, account(count, ".signer"));
        }
        vm.assertTrue(count >= 9, "the file holds fewer vectors than expected");
    }

    function testEveryDeal() public {
        deployMarket();
        load("deals");
        uint256 count;
        for (; vm.keyExistsJson(json, where(count, "")); ++count) {
            Deal memory deal = Deal({
                money: number(count, ".deal.money"),
                buyerTerms: word(count, ".deal.buyerTerms"),
                hubTerms: word(count, ".deal.hubTerms"),
                masterTerms: word(count, ".deal.masterTerms"),
                usdTerms: word(count, ".deal.usdTerms"),
                askHash: word(count, ".deal.askHash")
            });
            DealTerms memory terms = readTerms(count);
            vm.assertEq(keccak256(abi.encode(deal)), word(count, ".hash"), where(count, ""));
            vm.assertEq(DealState.hash(deal), word(count, ".hash"), where(count, ""));
            vm.assertEq(keccak256(abi.encode(market.termsOf(deal))), keccak256(abi.encode(terms)), where(count, ""));
            vm.assertEq(keccak256(abi.encode(packed(terms))), keccak256(abi.encode(deal)), where(count, ""));
        }
        vm.assertTrue(count >= 23, "the file holds fewer vectors than expected");
    }

    function packed(DealTerms memory terms) private pure returns (Deal memory) {
        return Deal({
            money: DealState.packMoney(terms.pricePerSecond, terms.locked, terms.billedUntil, terms.amendments),
            buyerTerms: DealState.packBuyerTerms(terms.buyer, terms.startedAt, terms.durationSeconds),
            hubTerms: DealState.packAccount(terms.hub, terms.bond),
            masterTerms: DealState.packAccount(terms.master, terms.snmPerUsdCap),
            usdTerms: DealState.packUsdTerms(terms.usdPerSecond, terms.id),
            askHash: terms.askHash
        });
    }

    function checkSigned(uint256 index, bytes32 hash, bytes32 digest, address signer) private view {
        vm.assertEq(hash, word(index, ".structHash"), where(index, ""));
        vm.assertEq(digest, word(index, ".digest"), where(index, ""));
        vm.assertEq(ECDSA.recover(digest, vm.parseJsonBytes(json, where(index, ".signature"))), signer);
    }

    function readOrder(uint256 index) private view returns (Order memory order) {
        order.side = uint8(number(index, ".order.side"));
        order.author = account(index, ".order.author");
        order.counterparty = account(index, ".order.counterparty");
        order.matcher = account(index, ".order.matcher");
        order.nonce = number(index, ".order.nonce");
        order.epoch = uint64(number(index, ".order.epoch"));
        order.expiresAt = uint64(number(index, ".order.expiresAt"));
        order.durationSeconds = uint40(number(index, ".order.durationSeconds"));
        order.pricePerSecond = uint96(number(index, ".order.pricePerSecond"));
        order.denomination = uint8(number(index, ".order.denomination"));
        order.snmPerUsdCap = uint96(number(index, ".order.snmPerUsdCap"));
        order.identityLevel = uint8(number(index, ".order.identityLevel"));
        order.netFlags = uint32(number(index, ".order.netFlags"));
        order.bond = uint96(number(index, ".order.bond"));
        order.tag = word(index, ".order.tag");
        order.detailsHash = word(index, ".order.detailsHash");
        uint256[] memory words = vm.parseJsonUintArray(json, where(index, ".order.benchmarks"));
        for (uint256 i = 0; i < 4; ++i) {
            order.benchmarks[i] = words[i];
        }
    }

    function readTerms(uint256 index) private view returns (DealTerms memory terms) {
        terms.id = number(index, ".terms.id");
        terms.buyer = account(index, ".terms.buyer");
        terms.hub = account(index, ".terms.hub");
        terms.master = account(index, ".terms.master");
        terms.pricePerSecond = number(index, ".terms.pricePerSecond");
        terms.usdPerSecond = number(index, ".terms.usdPerSecond");
        terms.snmPerUsdCap = number(index, ".terms.snmPerUsdCap");
        terms.startedAt = number(index, ".terms.startedAt");
        terms.durationSeconds = number(index, ".terms.durationSeconds");
        terms.billedUntil = number(index, ".terms.billedUntil");
        terms.locked = number(index, ".terms.locked");
        terms.bond = number(index, ".terms.bond");
        terms.amendments = number(index, ".terms.amendments");
        terms.askHash = word(index, ".terms.askHash");
    }

    function where(uint256 index, string memory path) private view returns (string memory) {
        return string.concat(list, vm.toString(index), "]", path);
    }

    function number(uint256 index, string memory path) private view returns (uint256) {
        return vm.parseJsonUint(json, where(index, path));
    }

    function account(uint256 index, string memory path) private view returns (address) {
        return vm.parseJsonAddress(json, where(index, path));
    }

    function word(uint256 index, string memory path) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, where(index, path));
    }
}
