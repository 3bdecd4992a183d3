// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRegistry } from "./interfaces/IRegistry.sol";

/// @title Which master a hub sells for
/// @dev The specification is IRegistry.
contract Registry is IRegistry {
    struct Link {
        address master;
        bool confirmed;
    }

    mapping(address hub => Link) private _links;
    mapping(address master => uint256) private _hubCounts;

    /// @inheritdoc IRegistry
    function announce(address master) external {
        Link storage link = _links[msg.sender];
        if (master == address(0) || master == msg.sender) revert MasterInvalid(master);
        if (link.confirmed) revert HubAlreadyConfirmed(msg.sender, link.master);
        link.master = master;
        emit HubAnnounced(msg.sender, master);
    }

    /// @inheritdoc IRegistry
    function confirm(address hub) external {
        Link storage link = _links[hub];
        if (link.master != msg.sender) revert HubNotAnnounced(hub, msg.sender);
        if (link.confirmed) revert HubAlreadyConfirmed(hub, msg.sender);
        if (_links[msg.sender].confirmed) revert MasterChain(msg.sender);
        if (_hubCounts[hub] != 0) revert MasterChain(hub);
        link.confirmed = true;
        _hubCounts[msg.sender] += 1;
        emit HubConfirmed(hub, msg.sender);
    }

    /// @inheritdoc IRegistry
    function remove(address hub) external {
        Link memory link = _links[hub];
        if (link.master == address(0) || (msg.sender != hub && msg.sender != link.master)) {
            revert RemoveForbidden(hub, msg.sender);
        }
        delete _links[hub];
        if (link.confirmed) _hubCounts[link.master] -= 1;
        emit HubRemoved(hub, link.master, msg.sender);
    }

    /// @inheritdoc IRegistry
    function masterOf(address hub) external view returns (address) {
        Link memory link = _links[hub];
        return link.confirmed ? link.master : address(0);
    }

    /// @inheritdoc IRegistry
    function announcedMasterOf(address hub) external view returns (address) {
        return _links[hub].master;
    }

    /// @inheritdoc IRegistry
    function hubCountOf(address master) external view returns (uint256) {
        return _hubCounts[master];
    }
}
