// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { vm } from "./Vm.sol";

struct SignatureForm {
    string name;
    bytes signature;
}

/// @dev What is not, and must not pass for, a key's 65-byte, low-s signature over a digest.
abstract contract SignatureForms {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    bytes32 private constant ERC6492 = 0x6492649264926492649264926492649264926492649264926492649264926492;

    SignatureForm[] private _forms;

    function add(string memory name, bytes memory signature) private {
        _forms.push(SignatureForm(name, signature));
    }

    function signed(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function digestOf(string memory name, string memory version, uint256 chain, address contract_, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(version)), chain, contract_)
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function wrongForms(uint256 key, address market, bytes32 structHash) internal returns (SignatureForm[] memory) {
        delete _forms;
        bytes32 digest = digestOf("SONM Market", "1", block.chainid, market, structHash);
        addMalleable(key, digest);
        addMisshapen(key, digest);
        addForeign(key, market, structHash, digest);
        return _forms;
    }

    function addMalleable(uint256 key, bytes32 digest) private {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        uint8 other = v == 27 ? 28 : 27;
        bytes32 high = bytes32(CURVE_ORDER - uint256(s));
        add("high s, v of the other root", abi.encodePacked(r, high, other));
        add("high s, v as it was", abi.encodePacked(r, high, v));
        add("the other v", abi.encodePacked(r, s, other));
        add("v from 0", abi.encodePacked(r, s, v - 27));
        add("v of 0", abi.encodePacked(r, s, uint8(0)));
        add("v of 29", abi.encodePacked(r, s, uint8(29)));
        add("v of 255", abi.encodePacked(r, s, uint8(255)));
        add("v of EIP-155", abi.encodePacked(r, s, uint8(v + 10)));
        add("s + order of the curve", abi.encodePacked(r, bytes32(type(uint256).max), v));
        add("s of 0", abi.encodePacked(r, bytes32(0), v));
        add("s of the curve's order", abi.encodePacked(r, bytes32(CURVE_ORDER), v));
        add("s + 1", abi.encodePacked(r, bytes32(uint256(s) + 1), v));
        add("r of 0", abi.encodePacked(bytes32(0), s, v));
        add("r of the curve's order", abi.encodePacked(bytes32(CURVE_ORDER), s, v));
        add("r + 1", abi.encodePacked(bytes32(uint256(r) + 1), s, v));
        add("r and s changed about", abi.encodePacked(s, r, v));
    }

    function addMisshapen(uint256 key, bytes32 digest) private {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        bytes memory good = abi.encodePacked(r, s, v);
        add("nothing", "");
        add("one byte", hex"01");
        add("65 zero bytes", new bytes(65));
        add("64 zero bytes", new bytes(64));
        add("the compact form of EIP-2098", abi.encodePacked(r, uint256(s) | uint256(v - 27) << 255));
        add("without v", abi.encodePacked(r, s));
        add("a zero byte after it", abi.encodePacked(good, hex"00"));
        add("a zero byte before it", abi.encodePacked(hex"00", good));
        add("twice", abi.encodePacked(good, good));
        add("v first", abi.encodePacked(v, r, s));
        add("three words", abi.encode(r, s, v));
        add("ABI-encoded", abi.encode(good));
        add("flagged as a contract's", abi.encodePacked(uint256(uint160(vm.addr(key))), uint256(65), uint8(0), good));
        add("wrapped as of ERC-6492", abi.encodePacked(abi.encode(vm.addr(key), "", good), ERC6492));
        add("typed for a validator (ERC-7739)", abi.encodePacked(good, digest, digest, "Order(uint8 side)", uint16(17)));
    }

    function addForeign(uint256 key, address market, bytes32 structHash, bytes32 digest) private {
        add("of another key", signed(key + 1, digest));
        add("of key 1", signed(1, digest));
        add("over the struct hash", signed(key, structHash));
        add("over the digest's hash", signed(key, keccak256(abi.encode(digest))));
        add("over nothing", signed(key, bytes32(0)));
        add(
            "as a personal message",
            signed(key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", digest)))
        );
        add("for chain 1", signed(key, digestOf("SONM Market", "1", 1, market, structHash)));
        add("for chain 0", signed(key, digestOf("SONM Market", "1", 0, market, structHash)));
        add("for another contract", signed(key, digestOf("SONM Market", "1", block.chainid, address(1), structHash)));
        add("for no contract", signed(key, digestOf("SONM Market", "1", block.chainid, address(0), structHash)));
        add("for version 2", signed(key, digestOf("SONM Market", "2", block.chainid, market, structHash)));
        add("for another name", signed(key, digestOf("SONM market", "1", block.chainid, market, structHash)));
        add("for no domain", signed(key, keccak256(abi.encodePacked(hex"1901", bytes32(0), structHash))));
    }
}
