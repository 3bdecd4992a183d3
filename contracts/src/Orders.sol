// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { Amendment, IMarket, Order } from "./interfaces/IMarket.sol";
import { Ledger } from "./Ledger.sol";
import { TypedData } from "./TypedData.sol";

/// @title The part of the market that knows what was signed, used and cancelled, and who deals with whom
/// @dev The specification is IMarket.
abstract contract Orders is Ledger, EIP712 {
    /// @dev In an account's word. 2^64 of either are out of anybody's reach.
    uint256 private constant ONE_EPOCH = 1 << 128;
    uint256 private constant ONE_LISTED = 1 << 192;

    mapping(address author => mapping(uint256 index => Word)) private _usedNonces;
    mapping(address lister => mapping(address account => bool)) private _listed;

    constructor() EIP712("SONM Market", "1") { }

    /// @inheritdoc IMarket
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i = 0; i < nonces.length; ++i) {
            if (_useNonce(msg.sender, nonces[i])) emit NonceCancelled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc IMarket
    function cancelAll() external {
        uint256 entry = _accounts[msg.sender].value + ONE_EPOCH;
        _accounts[msg.sender].value = entry;
        emit EpochAdvanced(msg.sender, _epochIn(entry));
    }

    /// @inheritdoc IMarket
    function setBlacklisted(address[] calldata accounts, bool listed) external {
        uint256 entry = _accounts[msg.sender].value;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (_listed[msg.sender][account] == listed) continue;
            _listed[msg.sender][account] = listed;
            entry = listed ? entry + ONE_LISTED : entry - ONE_LISTED;
            emit Blacklisted(msg.sender, account, listed);
        }
        _accounts[msg.sender].value = entry;
    }

    /// @dev Uses an order up: of its author's epoch, unused until now, and signed by him.
    /// @return orderDigest the order's identity
    /// @param entry the author's word in the ledger
    function _fill(Order calldata order, address author, uint256 entry, bytes calldata signature)
        internal
        returns (bytes32 orderDigest)
    {
        uint64 epoch = _epochIn(entry);
        if (order.epoch != epoch) revert OrderEpochWrong(order.epoch, epoch);
        if (!_useNonce(author, order.nonce)) revert OrderNonceUsed(author, order.nonce);
        orderDigest = _hashTypedDataV4(TypedData.hash(order));
        if (!_hasSigned(author, orderDigest, signature)) revert OrderSignatureInvalid(author);
    }

    /// @dev False when it was used before.
    function _useNonce(address author, uint256 nonce) private returns (bool fresh) {
        uint256 bit = 1 << (nonce & 0xff);
        Word storage word = _usedNonces[author][nonce >> 8];
        uint256 used = word.value;
        if (used & bit != 0) return false;
        word.value = used | bit;
        return true;
    }

    /// @dev By the account's key (65 bytes, low s), or by its code as ERC-1271 has it. The key is tried first: that spares a
    /// look at the code, and an account with both (EIP-7702) may use either.
    function _hasSigned(address account, bytes32 messageDigest, bytes calldata signature) internal view returns (bool) {
        (address signer,,) = ECDSA.tryRecoverCalldata(messageDigest, signature);
        if (signer != address(0) && signer == account) return true;
        return account.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(account, messageDigest, signature);
    }

    /// @dev The supplier's side lists under his hub and under its master, and is listed by either.
    function _checkBlacklists(address buyer, uint256 buyerEntry, address hub, uint256 hubEntry, address master)
        internal
        view
    {
        if (_lists(buyerEntry)) {
            _checkListed(buyer, hub);
            _checkListed(buyer, master);
        }
        if (_lists(hubEntry)) _checkListed(hub, buyer);
        if (_lists(_accounts[master].value)) _checkListed(master, buyer);
    }

    function _checkListed(address lister, address account) private view {
        if (_listed[lister][account]) revert PartyBlacklisted(lister, account);
    }

    /// @inheritdoc IMarket
    function digest(Order calldata order) external view returns (bytes32) {
        return _hashTypedDataV4(TypedData.hash(order));
    }

    /// @inheritdoc IMarket
    function digestAmendment(Amendment calldata amendment) external view returns (bytes32) {
        return _hashTypedDataV4(TypedData.hash(amendment));
    }

    /// @inheritdoc IMarket
    function isNonceUsed(address author, uint256 nonce) external view returns (bool) {
        return _usedNonces[author][nonce >> 8].value & (1 << (nonce & 0xff)) != 0;
    }

    /// @inheritdoc IMarket
    function epochOf(address author) external view returns (uint64) {
        return _epochIn(_accounts[author].value);
    }

    /// @inheritdoc IMarket
    function isBlacklisted(address lister, address account) external view returns (bool) {
        return _listed[lister][account];
    }
}
