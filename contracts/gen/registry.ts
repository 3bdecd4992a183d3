// Generated from src/Registry.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const registryAbi = [
  {
    "type": "function",
    "name": "announce",
    "inputs": [
      {
        "name": "master",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "announcedMasterOf",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "confirm",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "hubCountOf",
    "inputs": [
      {
        "name": "master",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "masterOf",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "remove",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "HubAnnounced",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "master",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "HubConfirmed",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "master",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "HubRemoved",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "master",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "HubAlreadyConfirmed",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "master",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubNotAnnounced",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "master",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MasterChain",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MasterInvalid",
    "inputs": [
      {
        "name": "master",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RemoveForbidden",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  }
] as const

export const registryBytecode = '0x60808060405234601557610741908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806318913e211461060457806329092d0e146104545780633fd9836314610350578063c102e5ae146102ea578063d5a2beff1461026f5763eb4dd8f21461005b575f80fd5b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b57805f525f60205260405f2080543373ffffffffffffffffffffffffffffffffffffffff82160361023b5760ff8160a01c1661020b57335f525f60205260ff60405f205460a01c166101df57825f52600160205260405f20546101b3577fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff740100000000000000000000000000000000000000009116179055335f52600160205260405f2080549060018201809211610186575533907f72748e494892011c68fb23bca0da5e3f815cc8ab325c09b57e287d2862c950745f80a3005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b827f70dd3283000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f70dd3283000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b827fd81c6bfa000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b827f2a0ad07b000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b5f80fd5b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b575f525f602052602073ffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b575f526001602052602060405f2054604051908152f35b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b575f525f60205260405f2060405190604082019082821067ffffffffffffffff83111761042757602091604052549160ff73ffffffffffffffffffffffffffffffffffffffff84169384835260a01c16151591829101525f1461041e576020905b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b5060205f610400565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b57805f525f60205260405f20604051906040820182811067ffffffffffffffff821117610427576040525473ffffffffffffffffffffffffffffffffffffffff811680835260ff602084019260a01c161515825280159081156105e6575b506105b657825f525f6020525f60408120555161055e575b73ffffffffffffffffffffffffffffffffffffffff905116907f423b82cebaf5a5c76d5979cca5fa7dff4a966710bfc6edd3c10358ee28cee33b6020604051338152a3005b73ffffffffffffffffffffffffffffffffffffffff8151165f52600160205260405f209081547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161018657909155610519565b827f80b7310c000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b338514159150816105f9575b5084610501565b9050331415846105f2565b3461026b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261026b5760043573ffffffffffffffffffffffffffffffffffffffff811680910361026b57335f525f60205260405f2081158015610738575b61070c57805460ff8160a01c166106c6577fffffffffffffffffffffffff00000000000000000000000000000000000000001682179055337f2223be093790941d9f04c946b7f2fbf37904ad7976a5706d31e7533f70ec72315f80a3005b73ffffffffffffffffffffffffffffffffffffffff907fd81c6bfa000000000000000000000000000000000000000000000000000000005f52336004521660245260445ffd5b507ff2c34967000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5033821461066856' as const
