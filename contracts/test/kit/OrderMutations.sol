// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IMarket, Order } from "../../src/interfaces/IMarket.sol";
import { MarketFixture } from "./MarketFixture.sol";
import { SignatureForm, SignatureForms } from "./SignatureForms.sol";
import { StructHashes } from "./StructHashes.sol";
import { vm } from "./Vm.sol";
import { Wallet } from "./Wallets.sol";

/// @dev The table of what can be changed about a signed order. Each entry is refused with the error that the specification
/// names, and beside each the order as it was signed passes.
abstract contract OrderMutations is MarketFixture, SignatureForms, StructHashes {
    uint256 private count;

    /// @dev The order as it was signed.
    function message() internal view virtual returns (Order memory);
    function key() internal pure virtual returns (uint256);
    function sender() internal view virtual returns (address);
    /// @dev The call that fills `order`, with everything else about it as it must be.
    function callWith(Order memory order, bytes memory signature) internal view virtual returns (bytes memory);
    /// @dev What is wrong about a well-formed order in this place, where that is seen before its signature.
    function unfit(Order memory order) internal view virtual returns (bytes memory);
    /// @dev Lets a wallet be the author.
    function admit(address wallet) internal virtual;

    function refusalOf(Order memory order) private view returns (bytes memory refusal) {
        if (order.side != message().side) return abi.encodeWithSelector(IMarket.OrderSideWrong.selector, order.side);
        if (order.denomination > 1) {
            return abi.encodeWithSelector(IMarket.OrderDenominationInvalid.selector, order.denomination);
        }
        if (order.denomination == 1 && order.pricePerSecond == 0) {
            return abi.encodeWithSelector(IMarket.OrderUsdPriceZero.selector);
        }
        if (order.identityLevel > 4) {
            return abi.encodeWithSelector(IMarket.OrderIdentityInvalid.selector, order.identityLevel);
        }
        for (uint256 lane = 0; lane < 16; ++lane) {
            if (laneOf(order, lane) > type(uint64).max >> 1) {
                return abi.encodeWithSelector(IMarket.OrderBenchmarksInvalid.selector);
            }
        }
        if (order.expiresAt < nowSeconds) {
            return abi.encodeWithSelector(IMarket.OrderExpired.selector, order.expiresAt);
        }
        refusal = unfit(order);
        if (refusal.length != 0) return refusal;
        if (order.epoch != market.epochOf(order.author)) {
            return abi.encodeWithSelector(IMarket.OrderEpochWrong.selector, order.epoch, market.epochOf(order.author));
        }
        return abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, order.author);
    }

    function laneOf(Order memory order, uint256 lane) internal pure returns (uint64) {
        return uint64(order.benchmarks[lane / 4] >> (lane % 4 * 64));
    }

    function seal() private view returns (bytes memory) {
        return sign(message(), key());
    }

    function passes() private {
        uint256 state = vm.snapshotState();
        opened(sender(), callWith(message(), seal()));
        vm.revertToState(state);
    }

    /// @dev A field of the order differs from what was signed.
    function field(string memory name, Order memory order) private {
        ++count;
        refuse(sender(), callWith(order, seal()), refusalOf(order), name);
        passes();
    }

    function testNoMutationPasses() public {
        vm.assertTrue(vm.revertToState(vm.snapshotState()));
        changeParties();
        changeValidity();
        changeTerms();
        changeWords();
        changeBenchmarks();
        changeSignature();
        changeCircumstances();
        changeWallet();
        vm.assertTrue(count >= 60, "fewer mutations than 60");
    }

    function changeParties() private {
        Order memory order = message();
        order.side ^= 1;
        field("the other side", order);
        order.side = 2;
        field("a side that there is not", order);
        order = message();
        order.author = stranger;
        field("author: somebody", order);
        order.author = address(0);
        field("author: nobody", order);
        order.author = address(1);
        field("author: a precompile", order);
        order.author = address(market);
        field("author: the market", order);
        order.author = address(uint160(message().author) ^ 1);
        field("author: one bit", order);
        order.author = address(new Wallet(message().author));
        field("author: a wallet of the author's", order);
        order = message();
        order.counterparty = stranger;
        field("counterparty: somebody", order);
        order.counterparty = message().author;
        field("counterparty: the author", order);
        order.counterparty = message().side == 0 ? buyer : master;
        field("counterparty: the other side", order);
        order = message();
        order.matcher = stranger;
        field("matcher: somebody", order);
        order.matcher = address(1);
        field("matcher: one bit", order);
        order.matcher = address(type(uint160).max);
        field("matcher: every bit", order);
        order.matcher = sender();
        field("matcher: the sender", order);
    }

    function changeValidity() private {
        Order memory order = message();
        order.nonce += 1;
        field("nonce: the next", order);
        order.nonce = message().nonce - 1;
        field("nonce: the one before", order);
        order.nonce = message().nonce + 256;
        field("nonce: of the next word", order);
        order.nonce = 0;
        field("nonce: 0", order);
        order.nonce = type(uint256).max;
        field("nonce: the last", order);
        order = message();
        order.epoch = 1;
        field("epoch: the next", order);
        order.epoch = type(uint64).max;
        field("epoch: the last", order);
        order = message();
        order.expiresAt += 1;
        field("expiresAt + 1 s", order);
        order.expiresAt -= 2;
        field("expiresAt - 1 s", order);
        order.expiresAt = type(uint64).max;
        field("expiresAt: the last", order);
        order.expiresAt = uint64(nowSeconds);
        field("expiresAt: now", order);
        order.expiresAt = uint64(nowSeconds - 1);
        field("expiresAt: a second ago", order);
        order.expiresAt = 0;
        field("expiresAt: 0", order);
    }

    function changeTerms() private {
        Order memory order = message();
        order.durationSeconds += 1;
        field("durationSeconds + 1", order);
        order.durationSeconds -= 2;
        field("durationSeconds - 1", order);
        order.durationSeconds = 0;
        field("durationSeconds: spot", order);
        order.durationSeconds = type(uint40).max;
        field("durationSeconds: the longest", order);
        order = message();
        order.pricePerSecond += 1;
        field("pricePerSecond + 1", order);
        order.pricePerSecond -= 2;
        field("pricePerSecond - 1", order);
        order.pricePerSecond = 0;
        field("pricePerSecond: 0", order);
        order.pricePerSecond = type(uint96).max;
        field("pricePerSecond: the highest", order);
        order = message();
        order.denomination = 1;
        field("denomination: USD", order);
        order.pricePerSecond = 0;
        field("denomination: USD, for nothing", order);
        order.denomination = 2;
        field("denomination: a third", order);
        order = message();
        order.snmPerUsdCap += 1;
        field("snmPerUsdCap + 1", order);
        order.snmPerUsdCap = 0;
        field("snmPerUsdCap: 0", order);
        order.snmPerUsdCap = type(uint96).max;
        field("snmPerUsdCap: the highest", order);
        order = message();
        order.bond += 1;
        field("bond + 1", order);
        order.bond = 0;
        field("bond: 0", order);
        order.bond = type(uint96).max;
        field("bond: the highest", order);
    }

    function changeWords() private {
        Order memory order = message();
        for (uint8 level = 0; level <= 5; ++level) {
            if (level == message().identityLevel) continue;
            order.identityLevel = level;
            field("identityLevel", order);
        }
        order.identityLevel = 255;
        field("identityLevel: 255", order);
        order = message();
        order.netFlags ^= 1;
        field("netFlags: the first", order);
        order.netFlags = message().netFlags ^ 1 << 31;
        field("netFlags: the last", order);
        order.netFlags = 0;
        field("netFlags: none", order);
        order.netFlags = type(uint32).max;
        field("netFlags: all", order);
        order = message();
        order.tag ^= bytes32(uint256(1));
        field("tag: its last bit", order);
        order.tag = message().tag ^ bytes32(uint256(1) << 255);
        field("tag: its first bit", order);
        order.tag = 0;
        field("tag: none", order);
        order = message();
        order.detailsHash ^= bytes32(uint256(1));
        field("detailsHash: its last bit", order);
        order.detailsHash = message().detailsHash ^ bytes32(uint256(1) << 255);
        field("detailsHash: its first bit", order);
        order.detailsHash = 0;
        field("detailsHash: none", order);
        (order.tag, order.detailsHash) = (message().detailsHash, message().tag);
        field("tag and detailsHash changed about", order);
    }

    function changeBenchmarks() private {
        Order memory order;
        for (uint256 lane = 0; lane < 16; ++lane) {
            order = message();
            order.benchmarks[lane / 4] += 1 << (lane % 4 * 64);
            field(string.concat("more of benchmark ", vm.toString(lane)), order);
            order = message();
            order.benchmarks[lane / 4] -= 1 << (lane % 4 * 64);
            field(string.concat("less of benchmark ", vm.toString(lane)), order);
            order = message();
            order.benchmarks[lane / 4] |= 1 << (lane % 4 * 64 + 63);
            field(string.concat("the top bit of benchmark ", vm.toString(lane)), order);
        }
        order = message();
        (order.benchmarks[0], order.benchmarks[3]) = (order.benchmarks[3], order.benchmarks[0]);
        field("words of benchmarks changed about", order);
    }

    function changeSignature() private {
        SignatureForm[] memory forms = wrongForms(key(), address(market), this.structHash(message()));
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, message().author);
        for (uint256 i = 0; i < forms.length; ++i) {
            refuse(sender(), callWith(message(), forms[i].signature), refusal, forms[i].name);
            passes();
        }
        count += forms.length;
    }

    /// @dev The order as it was signed, in a world that is another by now.
    function refused(string memory name, bytes4 selector, bytes memory arguments, bytes memory signature, uint256 state)
        private
    {
        refuse(sender(), callWith(message(), signature), abi.encodePacked(selector, arguments), name);
        vm.revertToState(state);
        ++count;
        passes();
    }

    function changeCircumstances() private {
        Order memory order = message();
        address author = order.author;
        bytes memory signature = seal();

        uint256 state = vm.snapshotState();
        vm.chainId(1);
        refused("another chain", IMarket.OrderSignatureInvalid.selector, abi.encode(author), signature, state);
        vm.chainId(31337);

        state = vm.snapshotState();
        market = aMarketOf(address(snm));
        fund(buyer, DEPOSIT);
        refused("another market", IMarket.OrderSignatureInvalid.selector, abi.encode(author), signature, state);

        state = vm.snapshotState();
        moveTo(order.expiresAt + 1);
        refused("a second late", IMarket.OrderExpired.selector, abi.encode(order.expiresAt), signature, state);
        moveTo(order.expiresAt - 1);
        passes();
        moveTo(order.expiresAt);
        passes();
        moveTo(START);

        state = vm.snapshotState();
        opened(sender(), callWith(order, signature));
        refused("again", IMarket.OrderNonceUsed.selector, abi.encode(author, order.nonce), signature, state);

        uint256[] memory nonces = new uint256[](1);
        nonces[0] = order.nonce;
        state = vm.snapshotState();
        vm.prank(author);
        market.cancel(nonces);
        refused("after cancel", IMarket.OrderNonceUsed.selector, abi.encode(author, order.nonce), signature, state);

        state = vm.snapshotState();
        vm.prank(author);
        market.cancelAll();
        refused("after cancelAll", IMarket.OrderEpochWrong.selector, abi.encode(0, 1), signature, state);

        state = vm.snapshotState();
        vm.prank(author);
        market.cancelAll();
        order.epoch = 1;
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, author);
        refuse(sender(), callWith(order, signature), refusal, "after cancelAll, of the new epoch by its label");
        vm.revertToState(state);
        ++count;
    }

    /// @dev The author is a contract; the same order with the same signature passes while it is honest.
    function changeWallet() private {
        Wallet wallet = new Wallet(vm.addr(key()));
        admit(address(wallet));
        Order memory order = message();
        order.author = address(wallet);
        bytes memory signature = sign(order, key());
        bytes memory refusal = abi.encodeWithSelector(IMarket.OrderSignatureInvalid.selector, order.author);
        for (uint8 mode = uint8(Wallet.Mode.WrongMagic); mode <= uint8(Wallet.Mode.Reverts); ++mode) {
            wallet.become(Wallet.Mode(mode));
            refuse(sender(), callWith(order, signature), refusal, string.concat("wallet ", vm.toString(mode)));
            ++count;
        }
        wallet.become(Wallet.Mode.Honest);
        refuse(sender(), callWith(order, seal()), refusal, "wallet: signed for its owner");
        refuse(sender(), callWith(order, sign(order, key() + 1)), refusal, "wallet: signed by a stranger");
        refuse(sender(), callWith(order, ""), refusal, "wallet: not signed");
        vm.chainId(1);
        refuse(sender(), callWith(order, signature), refusal, "wallet: another chain");
        vm.chainId(31337);
        count += 4;
        opened(sender(), callWith(order, signature));
    }
}
