// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Deal, IMarket, Order } from "./interfaces/IMarket.sol";
import { DealState } from "./DealState.sol";
import { IRegistry } from "./interfaces/IRegistry.sol";
import { OrderHash } from "./OrderHash.sol";

/// @title The market's ledger, and the deals that are paid from it
/// @dev The specification is IMarket. Order within a function: check, settle, write, event, transfer.
contract Market is IMarket, EIP712 {
    using SafeERC20 for IERC20;

    uint8 private constant SIDE_ASK = 0;
    uint8 private constant DENOMINATION_SNM = 0;
    /// @dev Levels up to this one ask nothing of the other side.
    uint8 private constant IDENTITY_ANONYMOUS = 1;
    uint256 private constant SPOT_LOCK_SECONDS = 1 hours;
    uint256 private constant FORWARD_LOCK_SECONDS = 1 days;
    /// @dev The top bit of each 64-bit lane: 0 in a well-formed benchmark, so that words can be compared lane by lane.
    uint256 private constant LANE_TOP_BITS = 0x8000000000000000800000000000000080000000000000008000000000000000;

    IERC20 private immutable _token;
    IRegistry private immutable _registry;

    mapping(address account => uint256) private _free;
    mapping(address author => mapping(uint256 word => uint256)) private _usedNonces;
    mapping(address author => uint64) private _epochs;
    mapping(uint256 id => bytes32) private _dealHashes;
    uint256 private _dealCount;

    constructor(IERC20 token_, IRegistry registry_) EIP712("SONM Market", "1") {
        _token = token_;
        _registry = registry_;
    }

    // ---- ledger ----

    /// @inheritdoc IMarket
    function deposit(uint256 amount) external {
        _deposit(msg.sender, amount);
    }

    /// @inheritdoc IMarket
    function depositFor(address account, uint256 amount) external {
        _deposit(account, amount);
    }

    /// @inheritdoc IMarket
    function depositWithPermit(address account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        // Whoever sees the permit in the mempool can submit it first; then this call reverts, and the allowance is there.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, deadline, v, r, s) { } catch { }
        _deposit(account, amount);
    }

    function _deposit(address account, uint256 amount) private {
        if (account == address(0)) revert AccountZero();
        _free[account] += amount;
        emit Deposited(account, msg.sender, amount);
        _token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IMarket
    function withdraw(uint256 amount) external {
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
        _token.safeTransfer(msg.sender, amount);
    }

    function _debit(address account, uint256 amount) private {
        uint256 free = _free[account];
        if (free < amount) revert BalanceInsufficient(amount, free);
        unchecked {
            _free[account] = free - amount;
        }
    }

    // ---- orders ----

    /// @inheritdoc IMarket
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i = 0; i < nonces.length; ++i) {
            if (_useNonce(msg.sender, nonces[i])) emit NonceCancelled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc IMarket
    function cancelAll() external {
        uint64 epoch = _epochs[msg.sender] + 1;
        _epochs[msg.sender] = epoch;
        emit EpochAdvanced(msg.sender, epoch);
    }

    /// @dev False when it was used before.
    function _useNonce(address author, uint256 nonce) private returns (bool fresh) {
        uint256 bit = 1 << (nonce & 0xff);
        uint256 word = _usedNonces[author][nonce >> 8];
        if (word & bit != 0) return false;
        _usedNonces[author][nonce >> 8] = word | bit;
        return true;
    }

    // ---- deals ----

    /// @inheritdoc IMarket
    function take(Order calldata ask, bytes calldata signature, uint64 durationSeconds) external returns (uint256 dealId) {
        _checkSettled(ask);
        if (block.timestamp > ask.expiresAt) revert OrderExpired(ask.expiresAt);
        if (ask.counterparty != address(0) && ask.counterparty != msg.sender) {
            revert OrderCounterpartyWrong(ask.counterparty);
        }
        if (durationSeconds > ask.durationSeconds) revert OrderDurationExceeded(ask.durationSeconds, durationSeconds);
        uint64 epoch = _epochs[ask.author];
        if (ask.epoch != epoch) revert OrderEpochWrong(ask.epoch, epoch);
        if (!_useNonce(ask.author, ask.nonce)) revert OrderNonceUsed(ask.author, ask.nonce);
        bytes32 askHash = _hashTypedDataV4(OrderHash.hash(ask));
        _checkSignature(ask.author, askHash, signature);
        address master = _masterFor(ask.author);

        uint256 lock = ask.pricePerSecond * _lockSeconds(durationSeconds, durationSeconds);
        _debit(msg.sender, lock);
        dealId = ++_dealCount;
        Deal memory deal = Deal({
            id: dealId,
            buyer: msg.sender,
            hub: ask.author,
            master: master,
            pricePerSecond: ask.pricePerSecond,
            startedAt: uint64(block.timestamp),
            durationSeconds: durationSeconds,
            billedUntil: uint64(block.timestamp),
            locked: SafeCast.toUint128(lock),
            askHash: askHash
        });
        _dealHashes[dealId] = DealState.hash(deal);
        emit DealOpened(dealId, msg.sender, ask.author, deal);
    }

    /// @dev What an ask may say at all, whoever takes it and when.
    function _checkSettled(Order calldata ask) private pure {
        if (ask.side != SIDE_ASK) revert OrderSideWrong(ask.side);
        if (ask.denomination != DENOMINATION_SNM) revert OrderDenominationUnsupported(ask.denomination);
        if (ask.identityLevel > IDENTITY_ANONYMOUS) revert OrderIdentityUnsupported(ask.identityLevel);
        if (ask.bond != 0) revert OrderBondUnsupported(ask.bond);
        uint256[4] calldata words = ask.benchmarks;
        if ((words[0] | words[1] | words[2] | words[3]) & LANE_TOP_BITS != 0) revert OrderBenchmarksInvalid();
    }

    function _checkSignature(address author, bytes32 orderDigest, bytes calldata signature) private pure {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(orderDigest, signature);
        if (failure != ECDSA.RecoverError.NoError || signer != author) revert OrderSignatureInvalid();
    }

    function _masterFor(address hub) private view returns (address master) {
        master = _registry.masterOf(hub);
        if (master == address(0)) revert HubUnconfirmed(hub);
        if (msg.sender == master || msg.sender == hub) revert DealWithSelf(msg.sender);
    }

    /// @inheritdoc IMarket
    function bill(Deal calldata deal) external returns (uint256 paid) {
        Deal memory state = DealState.load(deal);
        if (!_isCurrent(state)) revert DealStateWrong(state.id);
        return _bill(state);
    }

    /// @inheritdoc IMarket
    function billBatch(Deal[] calldata deals) external returns (uint256 paid) {
        for (uint256 i = 0; i < deals.length; ++i) {
            Deal memory state = DealState.load(deals[i]);
            if (_isCurrent(state)) paid += _bill(state);
        }
    }

    function _bill(Deal memory deal) private returns (uint256 paid) {
        uint256 until;
        (until, paid) = _due(deal);
        uint256 locked = deal.locked - paid;
        uint256 added = _refill(deal, until, locked);
        if (paid == 0 && added == 0) return 0;

        // No truncation: `until` is at most now, and a lock never grows past the one that `take` made.
        deal.billedUntil = uint64(until);
        deal.locked = uint128(locked + added);
        _dealHashes[deal.id] = DealState.hash(deal);
        if (added != 0) _free[deal.buyer] -= added;
        if (paid != 0) _free[deal.master] += paid;
        emit DealBilled(deal.id, paid, deal);
    }

    /// @inheritdoc IMarket
    function close(Deal calldata deal) external {
        Deal memory state = DealState.load(deal);
        if (!_isCurrent(state)) revert DealStateWrong(state.id);
        if (!_mayClose(state)) revert DealCloseForbidden(state.id, msg.sender);
        (uint256 until, uint256 paid) = _due(state);
        uint256 returned = state.locked - paid;
        delete _dealHashes[state.id];
        if (paid != 0) _free[state.master] += paid;
        if (returned != 0) _free[state.buyer] += returned;
        state.billedUntil = uint64(until);
        state.locked = 0;
        emit DealClosed(state.id, paid, returned, msg.sender, state);
    }

    /// @dev No deal hashes to 0, so one that is closed or never was is not current.
    function _isCurrent(Deal memory deal) private view returns (bool) {
        return _dealHashes[deal.id] == DealState.hash(deal);
    }

    function _mayClose(Deal memory deal) private view returns (bool) {
        if (msg.sender == deal.buyer) return true;
        if (deal.durationSeconds == 0) {
            if (msg.sender == deal.hub || msg.sender == deal.master) return true;
        } else if (block.timestamp >= _end(deal)) {
            return true;
        }
        return block.timestamp >= _fundedUntil(deal, uint256(deal.locked) + _free[deal.buyer]);
    }

    /// @dev The moment up to which the lock pays now, and how much that is; never above the lock.
    function _due(Deal memory deal) private view returns (uint256 until, uint256 amount) {
        until = _min(block.timestamp, _min(_end(deal), _fundedUntil(deal, deal.locked)));
        amount = deal.pricePerSecond * (until - deal.billedUntil);
    }

    /// @dev How much the lock can grow: to its period, by whole seconds, out of the buyer's free balance.
    function _refill(Deal memory deal, uint256 billedUntil, uint256 locked) private view returns (uint256) {
        uint256 price = deal.pricePerSecond;
        if (price == 0) return 0;
        uint256 remaining = deal.durationSeconds == 0 ? 0 : _end(deal) - billedUntil;
        uint256 target = price * _lockSeconds(deal.durationSeconds, remaining);
        if (target <= locked) return 0;
        uint256 free = _free[deal.buyer];
        return _min(target - locked, free - free % price);
    }

    function _lockSeconds(uint256 durationSeconds, uint256 remainingSeconds) private pure returns (uint256) {
        return durationSeconds == 0 ? SPOT_LOCK_SECONDS : _min(remainingSeconds, FORWARD_LOCK_SECONDS);
    }

    function _end(Deal memory deal) private pure returns (uint256) {
        return deal.durationSeconds == 0 ? type(uint256).max : uint256(deal.startedAt) + deal.durationSeconds;
    }

    /// @dev Until when `amount` pays; a deal that costs nothing is funded for ever.
    function _fundedUntil(Deal memory deal, uint256 amount) private pure returns (uint256) {
        return deal.pricePerSecond == 0 ? type(uint256).max : deal.billedUntil + amount / deal.pricePerSecond;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    // ---- views ----

    /// @inheritdoc IMarket
    function balanceOf(address account) external view returns (uint256) {
        return _free[account];
    }

    /// @inheritdoc IMarket
    function hashOrder(Order calldata order) external pure returns (bytes32) {
        return OrderHash.hash(order);
    }

    /// @inheritdoc IMarket
    function digest(Order calldata order) external view returns (bytes32) {
        return _hashTypedDataV4(OrderHash.hash(order));
    }

    /// @inheritdoc IMarket
    function isNonceUsed(address author, uint256 nonce) external view returns (bool) {
        return _usedNonces[author][nonce >> 8] & (1 << (nonce & 0xff)) != 0;
    }

    /// @inheritdoc IMarket
    function epochOf(address author) external view returns (uint64) {
        return _epochs[author];
    }

    /// @inheritdoc IMarket
    function dealHash(uint256 id) external view returns (bytes32) {
        return _dealHashes[id];
    }

    /// @inheritdoc IMarket
    function dealCount() external view returns (uint256) {
        return _dealCount;
    }

    /// @inheritdoc IMarket
    function token() external view returns (address) {
        return address(_token);
    }

    /// @inheritdoc IMarket
    function registry() external view returns (address) {
        return address(_registry);
    }

    /// @inheritdoc IMarket
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }
}
