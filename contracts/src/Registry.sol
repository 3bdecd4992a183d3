// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRegistry } from "./interfaces/IRegistry.sol";

/// @title Which master a hub sells for
/// @dev The specification is IRegistry.
contract Registry is IRegistry {
    mapping(address hub => address) private _announced;
    mapping(address hub => address) private _masters;
    mapping(address master => uint256) private _hubCounts;

    /// @inheritdoc IRegistry
    function announce(address master) external {
        if (master == address(0) || master == msg.sender) revert MasterInvalid(master);
        address confirmed = _masters[msg.sender];
        if (confirmed != address(0)) revert HubAlreadyConfirmed(msg.sender, confirmed);
        _announced[msg.sender] = master;
        emit HubAnnounced(msg.sender, master);
    }

    /// @inheritdoc IRegistry
    function confirm(address hub) external {
        if (_masters[hub] == msg.sender) revert HubAlreadyConfirmed(hub, msg.sender);
        if (_announced[hub] != msg.sender) revert HubNotAnnounced(hub, msg.sender);
        if (_masters[msg.sender] != address(0)) revert MasterChain(msg.sender);
        if (_hubCounts[hub] != 0) revert MasterChain(hub);
        delete _announced[hub];
        _masters[hub] = msg.sender;
        _hubCounts[msg.sender] += 1;
        emit HubConfirmed(hub, msg.sender);
    }

    /// @inheritdoc IRegistry
    function remove(address hub) external {
        address confirmed = _masters[hub];
        address master = confirmed == address(0) ? _announced[hub] : confirmed;
        if (master == address(0) || (msg.sender != hub && msg.sender != master)) {
            revert RemoveForbidden(hub, msg.sender);
        }
        if (confirmed == address(0)) {
            delete _announced[hub];
        } else {
            delete _masters[hub];
            _hubCounts[master] -= 1;
        }
        emit HubRemoved(hub, master, msg.sender);
    }

    /// @inheritdoc IRegistry
    function masterOf(address hub) external view returns (address) {
        return _masters[hub];
    }

    /// @inheritdoc IRegistry
    function announcedMasterOf(address hub) external view returns (address) {
        address confirmed = _masters[hub];
        return confirmed == address(0) ? _announced[hub] : confirmed;
    }

    /// @inheritdoc IRegistry
    function hubCountOf(address master) external view returns (uint256) {
        return _hubCounts[master];
    }
}
