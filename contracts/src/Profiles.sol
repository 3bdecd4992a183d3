// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Certificate, IProfiles, Validator } from "./interfaces/IProfiles.sol";
import { LevelLanes } from "./LevelLanes.sol";

/// @title Who vouches for whom
/// @dev The specification is IProfiles.
contract Profiles is IProfiles {
    using LevelLanes for uint256;

    uint8 private constant ATTRIBUTE = 0;
    uint8 private constant ANONYMOUS = 1;
    uint8 private constant REGISTERED = 2;
    uint8 private constant PROFESSIONAL = 4;
    uint256 private constant VALUE_LIMIT_BYTES = 256;

    struct Stored {
        address account;
        uint48 expiresAt;
        uint32 appointment;
        address issuer;
        uint8 level;
        uint64 position;
        bytes32 kind;
        bytes value;
    }

    uint32 private _appointmentCount;
    uint256 private _professionalCount;
    uint256 private _round;
    mapping(uint32 appointment => Validator) private _validators;
    mapping(address account => uint32) private _appointments;
    mapping(bytes32 proposal => uint256) private _approvalCounts;
    mapping(bytes32 proposal => mapping(address validator => bool)) private _approved;

    mapping(bytes32 id => Stored) private _certificates;
    mapping(address account => bytes32[]) private _idsOf;
    mapping(address account => uint256) private _carried;

    constructor(Validator[] memory founders) {
        for (uint256 i = 0; i < founders.length; ++i) {
            address account = founders[i].account;
            uint8 level = founders[i].level;
            if (account == address(0)) revert AccountZero();
            if (level < REGISTERED || level > PROFESSIONAL) revert LevelInvalid(level);
            if (_appointments[account] != 0) revert ValidatorDuplicate(account);
            _set(account, level);
        }
        if (_professionalCount == 0) revert ValidatorLast();
    }

    // ---- levels ----

    /// @inheritdoc IProfiles
    function levelOf(address account) external view returns (uint8) {
        uint256 carried = _carried[account];
        for (uint8 level = PROFESSIONAL; level >= REGISTERED; --level) {
            if (_carries(carried, level)) return level;
        }
        return ANONYMOUS;
    }

    function _carries(uint256 carried, uint8 level) private view returns (bool) {
        (uint32 appointment, uint48 expiresAt) = carried.get(level);
        return _counts(appointment, expiresAt, level);
    }

    /// @dev No validator is appointed under number 0, so an empty lane carries nothing.
    function _counts(uint32 appointment, uint48 expiresAt, uint8 level) private view returns (bool) {
        if (appointment == 0 || block.timestamp > expiresAt) return false;
        Validator memory validator = _validators[appointment];
        return validator.level != 0 && validator.level >= level;
    }

    function _carry(address account, uint8 level, uint32 appointment, uint48 expiresAt) private {
        _carried[account] = _carried[account].set(level, appointment, expiresAt);
        emit LevelCarried(account, level, appointment, expiresAt);
    }

    // ---- validators ----

    /// @inheritdoc IProfiles
    function approve(address account, uint8 level, uint256 round) external {
        if (validatorLevelOf(msg.sender) != PROFESSIONAL) revert ApproveForbidden(msg.sender);
        if (round != _round) revert RoundWrong(round, _round);
        if (account == address(0)) revert AccountZero();
        if (level == ANONYMOUS || level > PROFESSIONAL) revert LevelInvalid(level);
        if (validatorLevelOf(account) == level) revert ValidatorUnchanged(account, level);
        bytes32 proposal = _proposal(account, level, round);
        if (_approved[proposal][msg.sender]) revert AlreadyApproved(account, level);

        _approved[proposal][msg.sender] = true;
        uint256 approvals = ++_approvalCounts[proposal];
        emit ValidatorApproved(account, level, round, msg.sender, approvals);
        if (approvals * 2 > _professionalCount) _set(account, level);
    }

    /// @inheritdoc IProfiles
    function retract(address account, uint8 level, uint256 round) external {
        if (round != _round) revert RoundWrong(round, _round);
        bytes32 proposal = _proposal(account, level, round);
        if (!_approved[proposal][msg.sender]) revert NotApproved(account, level);
        delete _approved[proposal][msg.sender];
        uint256 approvals = --_approvalCounts[proposal];
        emit ApprovalRetracted(account, level, round, msg.sender, approvals);
    }

    function _proposal(address account, uint8 level, uint256 round) private pure returns (bytes32) {
        return keccak256(abi.encode(account, level, round));
    }

    function _set(address account, uint8 level) private {
        if (validatorLevelOf(account) == PROFESSIONAL) {
            if (_professionalCount == 1) revert ValidatorLast();
            --_professionalCount;
        }
        if (level == PROFESSIONAL) ++_professionalCount;
        uint32 appointment = _appointments[account];
        if (level == 0) {
            delete _appointments[account];
            delete _validators[appointment];
        } else {
            if (appointment == 0) {
                appointment = ++_appointmentCount;
                _appointments[account] = appointment;
            }
            _validators[appointment] = Validator(account, level);
        }
        emit ValidatorSet(account, level, appointment, ++_round);
    }

    /// @inheritdoc IProfiles
    function validatorLevelOf(address account) public view returns (uint8) {
        return _validators[_appointments[account]].level;
    }

    /// @inheritdoc IProfiles
    function appointmentCount() external view returns (uint32) {
        return _appointmentCount;
    }

    /// @inheritdoc IProfiles
    function validatorOf(uint32 appointment) external view returns (Validator memory) {
        return _validators[appointment];
    }

    /// @inheritdoc IProfiles
    function professionalCount() external view returns (uint256) {
        return _professionalCount;
    }

    /// @inheritdoc IProfiles
    function currentRound() external view returns (uint256) {
        return _round;
    }

    /// @inheritdoc IProfiles
    function approvalsOf(address account, uint8 level) external view returns (uint256) {
        return _approvalCounts[_proposal(account, level, _round)];
    }

    /// @inheritdoc IProfiles
    function hasApproved(address account, uint8 level, address validator) external view returns (bool) {
        return _approved[_proposal(account, level, _round)][validator];
    }

    // ---- certificates ----

    /// @inheritdoc IProfiles
    function certify(address account, uint8 level, bytes32 kind, bytes calldata value, uint48 expiresAt)
        external
        returns (bytes32 id)
    {
        if (account == address(0)) revert AccountZero();
        if (level == ANONYMOUS || level > PROFESSIONAL) revert LevelInvalid(level);
        uint32 appointment = account == msg.sender ? 0 : _appointments[msg.sender];
        if (!_mayCertify(account, level, appointment)) revert CertifyForbidden(msg.sender, account, level);
        if (value.length > VALUE_LIMIT_BYTES) revert ValueTooLong(value.length);
        if (block.timestamp > expiresAt) revert CertificateExpired(expiresAt);

        id = keccak256(abi.encode(account, msg.sender, level, level == ATTRIBUTE ? kind : bytes32(0)));
        Stored storage stored = _certificates[id];
        if (stored.account == address(0)) {
            stored.account = account;
            stored.issuer = msg.sender;
            stored.level = level;
            stored.position = uint64(_idsOf[account].length);
            _idsOf[account].push(id);
        }
        stored.appointment = appointment;
        stored.expiresAt = expiresAt;
        stored.kind = kind;
        stored.value = value;
        emit CertificateGiven(id, account, msg.sender, appointment, level, kind, value, expiresAt);
        if (level != ATTRIBUTE && _mayCarry(account, level, appointment)) {
            _carry(account, level, appointment, expiresAt);
        }
    }

    /// @dev `appointment` is the caller's, or 0: he is none, or speaks of himself.
    function _mayCertify(address account, uint8 level, uint32 appointment) private view returns (bool) {
        if (appointment == 0) return level == ATTRIBUTE && account == msg.sender;
        return level <= _validators[appointment].level;
    }

    /// @dev A new certificate leaves one of another issuer in its place as long as that counts.
    function _mayCarry(address account, uint8 level, uint32 appointment) private view returns (bool) {
        uint256 carried = _carried[account];
        (uint32 current,) = carried.get(level);
        return current == appointment || !_carries(carried, level);
    }

    /// @inheritdoc IProfiles
    function revoke(bytes32 id) external {
        Stored storage stored = _known(id);
        if (stored.issuer != msg.sender) revert RevokeForbidden(id, msg.sender);
        _remove(id, stored);
    }

    /// @inheritdoc IProfiles
    function remove(bytes32 id) external {
        Stored storage stored = _known(id);
        if (stored.account != msg.sender) revert RemoveForbidden(id, msg.sender);
        _remove(id, stored);
    }

    function _remove(bytes32 id, Stored storage stored) private {
        (address account, address issuer, uint8 level) = (stored.account, stored.issuer, stored.level);
        uint32 appointment = stored.appointment;
        bytes32[] storage ids = _idsOf[account];
        bytes32 last = ids[ids.length - 1];
        ids[stored.position] = last;
        _certificates[last].position = stored.position;
        ids.pop();
        delete _certificates[id];
        emit CertificateRemoved(id, account, issuer, msg.sender);
        if (level == ATTRIBUTE) return;
        (uint32 current,) = _carried[account].get(level);
        if (current == appointment) _carry(account, level, 0, 0);
    }

    /// @inheritdoc IProfiles
    function present(bytes32 id) external {
        Stored storage stored = _known(id);
        (address account, uint8 level) = (stored.account, stored.level);
        if (level == ATTRIBUTE || !_counts(stored.appointment, stored.expiresAt, level)) revert CertificateVoid(id);
        if (msg.sender != account && _carries(_carried[account], level)) revert LevelAlreadyCarried(account, level);
        _carry(account, level, stored.appointment, stored.expiresAt);
    }

    function _known(bytes32 id) private view returns (Stored storage stored) {
        stored = _certificates[id];
        if (stored.account == address(0)) revert CertificateUnknown(id);
    }

    /// @inheritdoc IProfiles
    function certificate(bytes32 id) public view returns (Certificate memory) {
        Stored storage stored = _known(id);
        bool isOwnWord = stored.issuer == stored.account;
        return Certificate({
            id: id,
            account: stored.account,
            issuer: stored.issuer,
            level: stored.level,
            kind: stored.kind,
            value: stored.value,
            expiresAt: stored.expiresAt,
            counts: isOwnWord
                ? block.timestamp <= stored.expiresAt
                : _counts(stored.appointment, stored.expiresAt, stored.level)
        });
    }

    /// @inheritdoc IProfiles
    function certificateCountOf(address account) external view returns (uint256) {
        return _idsOf[account].length;
    }

    /// @inheritdoc IProfiles
    function certificatesOf(address account, uint256 offset, uint256 limit)
        external
        view
        returns (Certificate[] memory page)
    {
        bytes32[] storage ids = _idsOf[account];
        uint256 left = offset < ids.length ? ids.length - offset : 0;
        page = new Certificate[](limit < left ? limit : left);
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = certificate(ids[offset + i]);
        }
    }
}
