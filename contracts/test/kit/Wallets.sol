// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev An account of code (ERC-1271) that accepts what its owner's key signed, or does whatever else a test wants.
contract Wallet {
    enum Mode {
        Honest,
        WrongMagic,
        MagicAtTheWrongEnd,
        DirtyMagic,
        ShortReturn,
        Empty,
        Reverts,
        BurnsAllGas,
        FloodsMemory,
        AcceptsAll
    }

    bytes4 private constant MAGIC = 0x1626ba7e;
    address private immutable owner;
    Mode public mode;

    constructor(address owner_) {
        owner = owner_;
    }

    function become(Mode mode_) external {
        mode = mode_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mode == Mode.Honest) {
            (address signer,,) = ECDSA.tryRecover(hash, signature);
            return signer == owner ? MAGIC : bytes4(0xffffffff);
        }
        if (mode == Mode.WrongMagic) return 0x1626ba7f;
        if (mode == Mode.Reverts) revert("no");
        if (mode == Mode.BurnsAllGas) while (true) { }
        bytes32 word = MAGIC;
        uint256 length = 32;
        if (mode == Mode.MagicAtTheWrongEnd) word = bytes32(uint256(uint32(MAGIC)));
        else if (mode == Mode.DirtyMagic) word = bytes32(uint256(word) | 1);
        else if (mode == Mode.ShortReturn) length = 31;
        else if (mode == Mode.Empty) length = 0;
        else if (mode == Mode.FloodsMemory) length = 0x40000;
        assembly {
            mstore(0, word)
            return(0, length)
        }
    }

    /// @dev The owner acts through it.
    function act(address target, bytes calldata data) external returns (bytes memory result) {
        bool ok;
        (ok, result) = target.call(data);
        if (!ok) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
