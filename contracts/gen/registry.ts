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

export const registryBytecode = '0x608080604052346015576107aa908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806318913e211461066757806329092d0e146104815780633fd9836314610405578063c102e5ae1461039f578063d5a2beff146102d85763eb4dd8f21461005b575f80fd5b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d457805f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541633146102a557805f525f6020523373ffffffffffffffffffffffffffffffffffffffff60405f2054160361027657335f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541661024a57805f52600260205260405f205461021f57805f525f60205260405f207fffffffffffffffffffffffff00000000000000000000000000000000000000008154169055805f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33167fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055335f52600260205260405f20805490600182018092116101f2575533907f72748e494892011c68fb23bca0da5e3f815cc8ab325c09b57e287d2862c950745f80a3005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f70dd3283000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f70dd3283000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b7f2a0ad07b000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b7fd81c6bfa000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b5f80fd5b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d457805f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541680155f1461039657505f525f602052602073ffffffffffffffffffffffffffffffffffffffff60405f2054165b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b60209150610378565b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d4575f526002602052602060405f2054604051908152f35b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d4575f526001602052602073ffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d457805f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541690811591825f1461064c5750805f525f60205273ffffffffffffffffffffffffffffffffffffffff8060405f2054165b169182158015610637575b610607571561059657805f525f60205260405f207fffffffffffffffffffffffff000000000000000000000000000000000000000081541690555b7f423b82cebaf5a5c76d5979cca5fa7dff4a966710bfc6edd3c10358ee28cee33b6020604051338152a3005b805f52600160205260405f207fffffffffffffffffffffffff00000000000000000000000000000000000000008154169055815f52600260205260405f208054907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82019182116101f2575561056a565b507f80b7310c000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b5081331415801561052f57508233141561052f565b73ffffffffffffffffffffffffffffffffffffffff90610524565b346102d45760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d45760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d457801580156107a1575b61077657335f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f205416806107475750335f525f60205260405f20817fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055337f2223be093790941d9f04c946b7f2fbf37904ad7976a5706d31e7533f70ec72315f80a3005b7fd81c6bfa000000000000000000000000000000000000000000000000000000005f523360045260245260445ffd5b7ff2c34967000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b503381146106c056' as const
