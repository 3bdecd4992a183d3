// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IRegistry } from "../src/interfaces/IRegistry.sol";
import { bound, vm } from "./kit/Vm.sol";

contract RegistryTest {
    IRegistry private registry;
    address private immutable hub = address(0x11);
    address private immutable master = address(0x22);
    address private immutable other = address(0x33);

    function setUp() public {
        registry = IRegistry(vm.deployCode("Registry.sol:Registry", ""));
    }

    function announce(address hub_, address master_) private {
        vm.prank(hub_);
        registry.announce(master_);
    }

    function confirm(address hub_, address master_) private {
        vm.prank(master_);
        registry.confirm(hub_);
    }

    function remove(address caller, address hub_) private {
        vm.prank(caller);
        registry.remove(hub_);
    }

    function testALinkTakesBoth() public {
        vm.expectEmit(address(registry));
        emit IRegistry.HubAnnounced(hub, master);
        announce(hub, master);
        vm.assertEq(registry.masterOf(hub), address(0));
        vm.assertEq(registry.announcedMasterOf(hub), master);
        vm.expectEmit(address(registry));
        emit IRegistry.HubConfirmed(hub, master);
        confirm(hub, master);
        vm.assertEq(registry.masterOf(hub), master);
        vm.assertEq(registry.announcedMasterOf(hub), master);
        vm.assertEq(registry.hubCountOf(master), 1);
    }

    function testNobodyIsHisOwnMasterOrNobodys() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterInvalid.selector, hub));
        announce(hub, hub);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterInvalid.selector, address(0)));
        announce(hub, address(0));
    }

    function testOnlyTheNamedMasterConfirms() public {
        announce(hub, master);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.HubNotAnnounced.selector, hub, other));
        confirm(hub, other);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.HubNotAnnounced.selector, other, master));
        confirm(other, master);
    }

    function testALaterAnnouncementReplacesAnEarlierOne() public {
        announce(hub, master);
        announce(hub, other);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.HubNotAnnounced.selector, hub, master));
        confirm(hub, master);
        confirm(hub, other);
        vm.assertEq(registry.masterOf(hub), other);
    }

    function testAConfirmedLinkStandsUntilRemoved() public {
        announce(hub, master);
        confirm(hub, master);
        bytes memory refusal = abi.encodeWithSelector(IRegistry.HubAlreadyConfirmed.selector, hub, master);
        vm.expectRevert(refusal);
        announce(hub, other);
        vm.expectRevert(refusal);
        confirm(hub, master);
    }

    function testEitherRemoves(bool byHub, bool confirmed) public {
        announce(hub, master);
        if (confirmed) confirm(hub, master);
        address caller = byHub ? hub : master;
        vm.expectEmit(address(registry));
        emit IRegistry.HubRemoved(hub, master, caller);
        remove(caller, hub);
        vm.assertEq(registry.announcedMasterOf(hub), address(0));
        vm.assertEq(registry.hubCountOf(master), 0);
        announce(hub, other);
    }

    function testNobodyElseRemoves() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.RemoveForbidden.selector, hub, hub));
        remove(hub, hub);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.RemoveForbidden.selector, hub, address(0)));
        remove(address(0), hub);
        announce(hub, master);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.RemoveForbidden.selector, hub, other));
        remove(other, hub);
    }

    function testAMasterCannotBeAHub() public {
        announce(hub, master);
        confirm(hub, master);
        announce(master, other);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterChain.selector, master));
        confirm(master, other);
    }

    function testAHubCannotBeAMaster() public {
        announce(hub, master);
        confirm(hub, master);
        announce(other, hub);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.MasterChain.selector, hub));
        confirm(other, hub);
        remove(hub, hub);
        confirm(other, hub);
    }

    /// Whatever four accounts do, there is no chain, and every count is right.
    function testNoScriptMakesAChain(uint256[40] memory script) public {
        for (uint256 i = 0; i < script.length; ++i) {
            address caller = account(script[i] % 4);
            address target = account((script[i] >> 8) % 4);
            bytes4 call = [
                IRegistry.announce.selector, IRegistry.confirm.selector, IRegistry.confirm.selector
            ][bound(script[i] >> 16, 0, 2)];
            if (script[i] >> 24 & 7 == 0) call = IRegistry.remove.selector;
            vm.prank(caller);
            (bool ok,) = address(registry).call(abi.encodeWithSelector(call, target));
            ok;
        }
        uint256[4] memory counts;
        for (uint256 i = 0; i < 4; ++i) {
            address found = registry.masterOf(account(i));
            if (found == address(0)) continue;
            vm.assertEq(registry.masterOf(found), address(0));
            ++counts[uint160(found) - 0xACC0];
        }
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(registry.hubCountOf(account(i)), counts[i]);
        }
    }

    function account(uint256 index) private pure returns (address) {
        return address(uint160(0xACC0 + index));
    }
}
