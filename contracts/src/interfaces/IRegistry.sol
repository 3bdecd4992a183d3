// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which master a hub sells for
/// @notice A hub is a daemon with a hot key that signs asks; its master is the supplier's cold account, which is paid.
/// The link takes both: the hub announces its master, and the master confirms the hub. Either ends it, at any time and alone.
///
/// Assumptions and warnings:
/// - One level, no chains: a confirmed hub is nobody's master, and a master of a confirmed hub is nobody's confirmed hub.
/// - A hub can leave, and go to another master who confirms it, with the asks that it has signed: they then sell for that one.
/// - A removed hub can sell no more at once; deals that it has opened still pay the master that they were opened with.
/// - The contract has no owner, holds no money and calls nobody.
interface IRegistry {
    /// @notice The hub named a master and waits for him. A later announcement replaces an unconfirmed one.
    event HubAnnounced(address indexed hub, address indexed master);
    /// @notice From now on the hub sells for the master.
    event HubConfirmed(address indexed hub, address indexed master);
    /// @notice The link, or an announcement that was not confirmed, is gone. `by` is the hub or the master.
    event HubRemoved(address indexed hub, address indexed master, address by);

    /// @notice A hub cannot be its own master, and nobody can be the zero address.
    error MasterInvalid(address master);
    /// @notice The hub has a confirmed master; remove that link first.
    error HubAlreadyConfirmed(address hub, address master);
    /// @notice The hub has not announced the caller as its master.
    error HubNotAnnounced(address hub, address master);
    /// @notice The link would make a chain: `account` is already on the other side of a confirmed link.
    error MasterChain(address account);
    /// @notice Only the hub itself and the master that it announced may remove the link; or there is none.
    error RemoveForbidden(address hub, address caller);

    /// @notice The calling hub names its master. Has no effect on sales until the master confirms.
    /// @dev Reverts with MasterInvalid, HubAlreadyConfirmed. Emits HubAnnounced.
    function announce(address master) external;

    /// @notice The calling master accepts a hub that announced him.
    /// @dev Reverts with HubNotAnnounced, HubAlreadyConfirmed, MasterChain. Emits HubConfirmed.
    function confirm(address hub) external;

    /// @notice Ends a confirmed link or drops an announcement. Called by the hub or by the master that it named.
    /// @dev Reverts with RemoveForbidden. Emits HubRemoved.
    function remove(address hub) external;

    /// @notice The confirmed master of a hub; 0 when there is none.
    function masterOf(address hub) external view returns (address master);

    /// @notice The master that a hub has named, confirmed or not; 0 when there is none.
    function announcedMasterOf(address hub) external view returns (address master);

    /// @notice How many confirmed hubs a master has.
    function hubCountOf(address master) external view returns (uint256 count);
}
