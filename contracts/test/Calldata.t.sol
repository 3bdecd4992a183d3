// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Amendment, Deal, OpenRequest, Order, TakeRequest } from "../src/interfaces/IMarket.sol";
import { MarketFixture } from "./kit/MarketFixture.sol";
import { Vm, vm } from "./kit/Vm.sol";

/// What is appended to a call, or written beside its fields, changes nothing for anybody.
contract CalldataTest is MarketFixture {
    struct Entry {
        string name;
        address caller;
        bytes data;
    }

    Entry[] private entries;

    function add(string memory name, address caller, bytes memory data) private {
        entries.push(Entry(name, caller, data));
    }

    /// @dev A call of each entry point that changes something.
    function addAll() private {
        Deal memory deal = take(anAsk(), 10 days);
        snm.transfer(buyer, 10 ether);
        vm.prank(buyer);
        snm.approve(address(market), 10 ether);
        pass(60);
        uint256[] memory nonces = new uint256[](2);
        (nonces[0], nonces[1]) = (1, 300);
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (stranger, hub);
        Deal[] memory deals = new Deal[](2);
        (deals[0], deals[1]) = (deal, deal);
        Order memory ask = anAsk();
        ask.nonce = 8;
        TakeRequest[] memory takes = new TakeRequest[](2);
        takes[0] = TakeRequest(ask, 0, 0, sign(ask, HUB_KEY));
        takes[1] = takes[0];
        OpenRequest[] memory opens = new OpenRequest[](2);
        opens[0] = OpenRequest(ask, aBid(), sign(ask, HUB_KEY), sign(aBid(), BUYER_KEY));
        opens[1] = opens[0];
        Amendment memory amendment = Amendment(1, 0, PRICE + 1, 10 days, uint64(nowSeconds));

        add("deposit", buyer, abi.encodeCall(market.deposit, (buyer, 1 ether)));
        add("depositWithPermit", buyer, abi.encodeCall(market.depositWithPermit, (buyer, 1 ether, 0, 27, 0, 0)));
        add("withdraw", buyer, abi.encodeCall(market.withdraw, (1 ether)));
        add("cancel", hub, abi.encodeCall(market.cancel, (nonces)));
        add("cancelAll", hub, abi.encodeCall(market.cancelAll, ()));
        add("setBlacklisted", buyer, abi.encodeCall(market.setBlacklisted, (accounts, true)));
        add("take", buyer, abi.encodeCall(market.take, (ask, 0, 0, takes[0].signature)));
        add("takeBatch", buyer, abi.encodeCall(market.takeBatch, (takes, 1)));
        add("openDeal", hub, openData(ask, aBid()));
        add("openDealBatch", hub, abi.encodeCall(market.openDealBatch, (opens, 1)));
        add("bill", stranger, abi.encodeCall(market.bill, (deal)));
        add("billBatch", stranger, abi.encodeCall(market.billBatch, (deals)));
        add("amend", stranger, abi.encodeCall(market.amend, (amendment, deal, signAmendment(amendment, BUYER_KEY), "")));
        add("close", buyer, abi.encodeCall(market.close, (deal)));
        add("closeBatch", buyer, abi.encodeCall(market.closeBatch, (deals)));
    }

    /// @return outcome what it returned and every event of it; gas what it used, but for the bytes themselves
    function run(Entry memory entry, bytes memory tail) private returns (bytes32 outcome, uint256 gas) {
        uint256 state = vm.snapshotState();
        vm.cool(address(market));
        vm.cool(address(snm));
        vm.cool(address(registry));
        bytes memory data = abi.encodePacked(entry.data, tail);
        vm.recordLogs();
        vm.prank(entry.caller);
        (bool ok, bytes memory result) = address(market).call(data);
        gas = vm.lastCallGas().gasTotalUsed;
        vm.assertTrue(ok, entry.name);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertTrue(logs.length != 0, string.concat("no effect: ", entry.name));
        outcome = keccak256(abi.encode(result, logs, market.dealHash(1), market.dealHash(2)));
        vm.revertToState(state);
    }

    function testTrailingCalldataChangesNeitherOutcomeNorCost() public {
        addAll();
        vm.assertEq(entries.length, 15);
        bytes[4] memory tails = [bytes(hex"00"), hex"ff", new bytes(32), new bytes(4096)];
        for (uint256 i = 0; i < entries.length; ++i) {
            (bytes32 outcome, uint256 gas) = run(entries[i], "");
            for (uint256 j = 0; j < tails.length; ++j) {
                (bytes32 other, uint256 cost) = run(entries[i], tails[j]);
                vm.assertEq(other, outcome, entries[i].name);
                vm.assertEq(cost, gas, entries[i].name);
            }
        }
    }

    /// A call that was cut short does nothing, at whichever byte.
    function testACallCutShortFails(uint256 seed) public {
        addAll();
        Entry memory entry = entries[seed % entries.length];
        // Without arguments, the selector is all; of a byte string, its padding may be missing.
        uint256 needed = entry.data.length < 36 ? 3 : entry.data.length - 32;
        uint256 length = (seed >> 8) % needed;
        bytes memory data = entry.data;
        assembly {
            mstore(data, length)
        }
        vm.prank(entry.caller);
        (bool ok,) = address(market).call(data);
        vm.assertFalse(ok, entry.name);
    }

    /// Bits beyond a field's type are no other way to write the same order.
    function testBitsBeyondAFieldsTypeAreRefused() public {
        bytes memory data = abi.encodeCall(market.take, (anAsk(), 0, 0, sign(anAsk(), HUB_KEY)));
        for (uint256 word = 0; word < 22; ++word) {
            bytes memory dirty = abi.encodePacked(data);
            dirty[4 + word * 32] ^= 0x80;
            vm.prank(buyer);
            (bool ok,) = address(market).call(dirty);
            vm.assertFalse(ok, vm.toString(word));
        }
        vm.prank(buyer);
        (bool passes,) = address(market).call(data);
        vm.assertTrue(passes);
    }
}
