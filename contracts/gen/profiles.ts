// Generated from src/Profiles.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const profilesAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "founders",
        "type": "tuple[]",
        "internalType": "struct Validator[]",
        "components": [
          {
            "name": "account",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "uint8"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "appointmentCount",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "approvalsOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
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
    "name": "approve",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "round",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "certificate",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct Certificate",
        "components": [
          {
            "name": "id",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "account",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "issuer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "kind",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "value",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "expiresAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "counts",
            "type": "bool",
            "internalType": "bool"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "certificateCountOf",
    "inputs": [
      {
        "name": "account",
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
    "name": "certificatesOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "offset",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "limit",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "page",
        "type": "tuple[]",
        "internalType": "struct Certificate[]",
        "components": [
          {
            "name": "id",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "account",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "issuer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "kind",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "value",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "expiresAt",
            "type": "uint48",
            "internalType": "uint48"
          },
          {
            "name": "counts",
            "type": "bool",
            "internalType": "bool"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "certify",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "kind",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "value",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "expiresAt",
        "type": "uint48",
        "internalType": "uint48"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "currentRound",
    "inputs": [],
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
    "name": "hasApproved",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "validator",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "levelOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "present",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "professionalCount",
    "inputs": [],
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
    "name": "remove",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "retract",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "round",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "revoke",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "validatorLevelOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "validatorOf",
    "inputs": [
      {
        "name": "appointment",
        "type": "uint32",
        "internalType": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct Validator",
        "components": [
          {
            "name": "account",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "level",
            "type": "uint8",
            "internalType": "uint8"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "ApprovalRetracted",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "round",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "approvals",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CertificateGiven",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "issuer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "appointment",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "level",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "kind",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      },
      {
        "name": "value",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
      },
      {
        "name": "expiresAt",
        "type": "uint48",
        "indexed": false,
        "internalType": "uint48"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CertificateRemoved",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "issuer",
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
    "type": "event",
    "name": "LevelCarried",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "indexed": true,
        "internalType": "uint8"
      },
      {
        "name": "appointment",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "expiresAt",
        "type": "uint48",
        "indexed": false,
        "internalType": "uint48"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ValidatorApproved",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "round",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "approvals",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ValidatorSet",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "indexed": false,
        "internalType": "uint8"
      },
      {
        "name": "appointment",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      },
      {
        "name": "round",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AccountZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AlreadyApproved",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "ApproveForbidden",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateExpired",
    "inputs": [
      {
        "name": "expiresAt",
        "type": "uint48",
        "internalType": "uint48"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateUnknown",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertificateVoid",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "CertifyForbidden",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "LevelAlreadyCarried",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "LevelInvalid",
    "inputs": [
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotApproved",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "RemoveForbidden",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RevokeForbidden",
    "inputs": [
      {
        "name": "id",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RoundWrong",
    "inputs": [
      {
        "name": "round",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "current",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValidatorDuplicate",
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
    "name": "ValidatorLast",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ValidatorUnchanged",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "level",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValueTooLong",
    "inputs": [
      {
        "name": "lengthBytes",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  }
] as const

export const profilesBytecode = '0x60806040523461034f576125ca8038038061001981610386565b92833981019060208183031261034f578051906001600160401b03821161034f570181601f8201121561034f578051906001600160401b0382116103535761006660208360051b01610386565b9260208085858152019360061b8301019181831161034f57602001925b82841061030157845f5b81518110156102ea576001600160a01b036100a882846103ab565b5151169060ff60206100ba83866103ab565b510151169180156102db576002831080156102d1575b6102be57805f52600460205263ffffffff60405f2054166102ac57805f52600460205263ffffffff60405f2054165f526003602052600460ff60405f205460a01c1614610281575b6004831461026e575b805f52600460205263ffffffff60405f20541683155f146101a95760606001945f5160206125aa5f395f51905f5292845f52600460205260405f2063ffffffff19815416905563ffffffff81165f5260036020525f60408120555b63ffffffff61018c6002546103d3565b91826002556040519384521660208301526040820152a20161008d565b8015610212575b60606001945f5160206125aa5f395f51905f52926101cc610367565b8581526020810183815263ffffffff83165f52600360205260405f2091898060a01b0390511682549160ff60a01b905160a01b16918a8060a81b0319161717905561017c565b505f5463ffffffff811663ffffffff811461025a5760010163ffffffff811663ffffffff1992831681175f9081558481526004602052604090208054909316179091556101b0565b634e487b7160e01b5f52601160045260245ffd5b6102796001546103d3565b600155610121565b6001546001811461029d57801561025a575f1901600155610118565b63ad9993dd60e01b5f5260045ffd5b6313c874d960e01b5f5260045260245ffd5b8263d80fb05760e01b5f5260045260245ffd5b50600483116100d0565b630e6bc46160e11b5f5260045ffd5b6001541561029d576040516121c890816103e28239f35b60408483031261034f57610313610367565b84519091906001600160a01b038116810361034f57825260208501519060ff8216820361034f5782602092836040950152815201930192610083565b5f80fd5b634e487b7160e01b5f52604160045260245ffd5b60408051919082016001600160401b0381118382101761035357604052565b6040519190601f01601f191682016001600160401b0381118382101761035357604052565b80518210156103bf5760209160051b010190565b634e487b7160e01b5f52603260045260245ffd5b5f19811461025a576001019056fe60806040526004361015610011575f80fd5b5f3560e01c80629bf88f1461167257806312824c561461153457806331b221fc14610fff5780634153115d14610e695780635c138c9d14610e1d5780637e75dd4a14610dba5780638a19c8bc14610d7f5780638c76257c14610670578063920bdd561461061b57806395bc267314610589578063b75c7dc6146104f2578063e00be7ae146104b7578063ea7d4c4f1461040f578063eebc3fb2146103cf578063fc2c5ab21461032c578063fc7e6cfc146101385763fce402f6146100d3575f80fd5b346101345760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345761011e61010d6116eb565b61011561170e565b60025491611dbf565b5f526005602052602060405f2054604051908152f35b5f80fd5b346101345760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345761016f6116eb565b6024359073ffffffffffffffffffffffffffffffffffffffff60443591165f52600860205260405f209081548084105f1461032557838103908111610256575b8082101561031d5750915b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06101fd6101e785611c09565b946101f56040519687611959565b808652611c09565b015f5b8181106103065750505f5b835181101561028357808201908183116102565761023a61022e6001938661199a565b90549060031b1c611a85565b6102448287611c21565b5261024f8186611c21565b500161020b565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b836040518091602082016020835281518091526040830190602060408260051b8601019301915f905b8282106102bb57505050500390f35b919360206102f6827fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc06001959799849503018652885161177d565b96019201920185949391926102ac565b602090610311611a48565b82828801015201610200565b9050916101ba565b505f6101af565b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345760043563ffffffff8116809103610134575f602060405161037b81611920565b82815201525f5260036020526040805f2060ff82519161039a83611920565b5481602073ffffffffffffffffffffffffffffffffffffffff831694858152019160a01c168152835192835251166020820152f35b34610134575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013457602063ffffffff5f5416604051908152f35b346101345760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576104466116eb565b61044e61170e565b6044359173ffffffffffffffffffffffffffffffffffffffff831683036101345761047c9160025491611dbf565b5f52600660205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f52602052602060ff60405f2054166040519015158152f35b34610134575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576020600154604051908152f35b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345760043561052d81611c35565b73ffffffffffffffffffffffffffffffffffffffff60018201541633036105595761055791611e5b565b005b507f432788cf000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576004356105c481611c35565b73ffffffffffffffffffffffffffffffffffffffff81541633036105eb5761055791611e5b565b507f9f411b28000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345761066c610658600435611a85565b60405191829160208352602083019061177d565b0390f35b346101345760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576106a76116eb565b6106af61170e565b6064359167ffffffffffffffff831161013457366023840112156101345782600401359167ffffffffffffffff8311610134573660248486010111610134576084359065ffffffffffff8216908183036101345773ffffffffffffffffffffffffffffffffffffffff84168015610d575760ff821692600184148015610d4d575b610d2157338203610d08575f935b610749858589611e03565b15610cd5576101008811610ca957814211610c7d5780610c77576044355b604051602081019185835233604083015283606083015260808201526080815261079260a082611959565b51902097885f52600760205260405f209273ffffffffffffffffffffffffffffffffffffffff84541615610ad5575b848a60209c600363ffffffff8b16978b8d7fffff00000000000000000000ffffffffffffffffffffffffffffffffffffffff7dffffffff000000000000000000000000000000000000000000000000000079ffffffffffff000000000000000000000000000000000000000085549360a01b169360d01b169116171781556044356002820155019361085385546119dc565b601f8111610a92575b505f9486601f81116001146109bb577fdea6760d137c8c222642ef27f973934f9d24dd7a43a0bb7ff6892d035040bc2f9495965f916109ad575b508760011b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8960031b1c19161790555b856024604051938a855260208a90860152604435604086015260a060608601528260a08601520160c08401375f60c08784010152608082015260c0817fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f339801168101030190a41515918261095d575b505061094b575b8585604051908152f35b61095493611d13565b82808080610941565b9091505f52600987528160405f20549163ffffffff61097c838561215f565b501614918215610990575b5050878061093a565b6109a592508161099f9161215f565b90611c8e565b158188610987565b60249150840101355f610896565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01695815f5260205f2090885f5b898110610a6557507fdea6760d137c8c222642ef27f973934f9d24dd7a43a0bb7ff6892d035040bc2f96979810610a2a575b5050600187811b0190556108c8565b60247fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff60f88b60031b161c1991860101351690555f80610a1b565b9497505093969194506020600181926024878b01013581550194019201928f9491969392888c97946109e9565b8681111561085c57610ac790865f5260205f2090601f890160051c9060208a10610acd575b601f82910160051c039101611a2d565b8f61085c565b5f9150610ab7565b83547fffffffffffffffffffffffff000000000000000000000000000000000000000016851784556001840180547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff33167fffffffffffffffffffffff0000000000000000000000000000000000000000009091161760a088901b74ff000000000000000000000000000000000000000016178155610bd290865f52600860205267ffffffffffffffff60405f2054167fffffff0000000000000000ffffffffffffffffffffffffffffffffffffffffff7cffffffffffffffff00000000000000000000000000000000000000000083549260a81b169116179055565b845f52600860205260405f20805468010000000000000000811015610c4a5760209c8c610c3f610c0a848b966001859701815561199a565b81939154907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060031b92831b921b19161790565b90559c5050506107c1565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b5f610767565b507f7de26953000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b877fe5e0a102000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b827fffacce38000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b335f52600460205263ffffffff60405f2054169361073e565b837fd80fb057000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5060048411610730565b7f1cd788c2000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610134575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576020600254604051908152f35b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345773ffffffffffffffffffffffffffffffffffffffff610e066116eb565b165f526008602052602060405f2054604051908152f35b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576020610e5e610e596116eb565b6118a1565b60ff60405191168152f35b3461013457610e773661171e565b600254808203610fd05750610e8d818385611dbf565b805f52600660205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260ff60405f20541615610f875790817fa7275ed3fb441613461948c0da3ce487cf76495cc9cd4df36060032efe6dd055925f52600660205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0081541690555f52600560205260405f2090610f4d8254611876565b918290556040805160ff9590951685526020850191909152830152339273ffffffffffffffffffffffffffffffffffffffff1691606090a3005b60ff8373ffffffffffffffffffffffffffffffffffffffff867fb0a43b22000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b907f1613a6c0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b346101345761100d3661171e565b600460ff6110523373ffffffffffffffffffffffffffffffffffffffff165f52600460205263ffffffff60405f2054165f52600360205260ff60405f205460a01c1690565b160361150857600254808203610fd0575073ffffffffffffffffffffffffffffffffffffffff8316928315610d575760ff8316926001841480156114fe575b610d21578360ff6110d98473ffffffffffffffffffffffffffffffffffffffff165f52600460205263ffffffff60405f2054165f52600360205260ff60405f205460a01c1690565b16146114ce576110ea838284611dbf565b805f52600660205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260ff60405f20541661149e57805f52600660205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790555f526005602052847f36383224495e9e8fceebab9c5232e9d2c60e163f09714670c0dc32cf5023987360405f206111aa8154611849565b95868092556111d460405192839233978460409194939260ff606083019616825260208201520152565b0390a38160011b9180830460021490151715610256576001548092116111f657005b60ff61123b60049273ffffffffffffffffffffffffffffffffffffffff165f52600460205263ffffffff60405f2054165f52600360205260ff60405f205460a01c1690565b161461145c575b5060048114611449575b815f52600460205263ffffffff60405f20541681155f146112fc577fae3913b1e69ab534776c90b3ab5cd78964b02bb6fa5134fa2a820dc0321a307c91606091845f52600460205260405f207fffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000815416905563ffffffff81165f5260036020525f60408120555b63ffffffff6112e3600254611849565b91826002556040519384521660208301526040820152a2005b80156113e2575b7fae3913b1e69ab534776c90b3ab5cd78964b02bb6fa5134fa2a820dc0321a307c916060916113dd60405161133781611920565b86815260ff6020820185815263ffffffff85165f52600360205273ffffffffffffffffffffffffffffffffffffffff8060405f20945116167fffffffffffffffffffffffff000000000000000000000000000000000000000084541617835551167fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff74ff000000000000000000000000000000000000000083549260a01b169116179055565b6112d3565b505f5463ffffffff81169163ffffffff83146102565760019290920163ffffffff81167fffffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000092831681175f908155858152600460205260409020805490931617909155611303565b611454600154611849565b60015561124c565b600181146114765761146d90611876565b60015582611242565b7fad9993dd000000000000000000000000000000000000000000000000000000005f5260045ffd5b84867fac959647000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b83857fe3cc9c6b000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5060048411611091565b7fed85bb4f000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101345760043561156f81611c35565b80549060ff600173ffffffffffffffffffffffffffffffffffffffff841692015460a01c16928315801561164c575b61162157508033141580611601575b6115d1576105579263ffffffff65ffffffffffff8460a01c169360d01c1691611d13565b90507ff3aebf45000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b50805f52600960205261161c8361099f8160405f205461215f565b6115ad565b7f06785d0f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5061166c8465ffffffffffff8560a01c1663ffffffff8660d01c16611c8e565b1561159e565b346101345760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610134576020610e5e6116ae6116eb565b73ffffffffffffffffffffffffffffffffffffffff165f52600460205263ffffffff60405f2054165f52600360205260ff60405f205460a01c1690565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361013457565b6024359060ff8216820361013457565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc60609101126101345760043573ffffffffffffffffffffffffffffffffffffffff81168103610134579060243560ff81168103610134579060443590565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602060e0610120958051865273ffffffffffffffffffffffffffffffffffffffff83820151168387015273ffffffffffffffffffffffffffffffffffffffff604082015116604087015260ff60608201511660608701526080810151608087015260a081015161010060a08801528051938491826101008a0152018888015e5f87848801015265ffffffffffff60c08201511660c08701520151151560e08501520116010190565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81146102565760010190565b8015610256577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0190565b73ffffffffffffffffffffffffffffffffffffffff165f52600960205260405f205460045b600260ff821610156118d9575050600190565b6118e78161099f818561215f565b61191b5760ff168015610256577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff016118c6565b905090565b6040810190811067ffffffffffffffff821117610c4a57604052565b610100810190811067ffffffffffffffff821117610c4a57604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610c4a57604052565b80548210156119af575f5260205f2001905f90565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b90600182811c92168015611a23575b60208310146119f657565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b91607f16916119eb565b5f5b828110611a3b57505050565b5f82820155600101611a2f565b60405190611a558261193c565b5f60e083828152826020820152826040820152826060820152826080820152606060a08201528260c08201520152565b611a8d611a48565b50611a9781611c35565b60018101549073ffffffffffffffffffffffffffffffffffffffff821681549160ff73ffffffffffffffffffffffffffffffffffffffff84169460a01c166003600283015492019265ffffffffffff8560a01c169482868884145f14611bf157915050421115955b60405197611b0c8961193c565b8852602088015260408701526060860152608085015260405190815f825492611b34846119dc565b8084529360018116908115611bb15750600114611b6d575b50611b5992500382611959565b60a084015260c0830152151560e082015290565b90505f9291925260205f20905f915b818310611b95575050906020611b59928201015f611b4c565b6020919350806001915483858801015201910190918392611b7c565b60209350611b599592507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0091501682840152151560051b8201015f611b4c565b63ffffffff611c039360d01c16611c8e565b95611aff565b67ffffffffffffffff8111610c4a5760051b60200190565b80518210156119af5760209160051b010190565b90815f52600760205260405f209173ffffffffffffffffffffffffffffffffffffffff83541615611c635750565b7f5e3ffb10000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b63ffffffff16908115908115611d01575b50611cfb575f526003602052602060405f2060ff60405191611cc083611920565b5473ffffffffffffffffffffffffffffffffffffffff8116835260a01c1691829101528015159182611cf157505090565b60ff161115919050565b50505f90565b65ffffffffffff91501642115f611c9f565b60ff7f71d7f2472f40ffc361f1a6046e4eb04e76f2bfd1a3b5640ccf43951e441148229273ffffffffffffffffffffffffffffffffffffffff6040939695961694855f52600960205265ffffffffffff845f205491169069ffffffffffffffffffff611d7e84612181565b1b19168169ffffffff0000000000008960301b1617611d9c84612181565b1b17865f526009602052845f205563ffffffff84519716875260208701521693a3565b9160ff6040519273ffffffffffffffffffffffffffffffffffffffff6020850195168552166040830152606082015260608152611dfd608082611959565b51902090565b909163ffffffff16908115611e2d57505f52600360205260ff8060405f205460a01c169116111590565b9160ff915016159081611e3e575090565b73ffffffffffffffffffffffffffffffffffffffff163314919050565b908054600173ffffffffffffffffffffffffffffffffffffffff8216920180549060ff8260a01c1694845f52600860205260405f20918254907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82019182116102565767ffffffffffffffff611ed4611f53938661199a565b90549060031b1c9182611eef610c0a848a60a81c168961199a565b90555460a81c16905f526007602052600160405f2001907fffffff0000000000000000ffffffffffffffffffffffffffffffffffffffffff7cffffffffffffffff00000000000000000000000000000000000000000083549260a81b169116179055565b8154918215612132577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff86930190611f8b828261199a565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82549160031b1b1916905555805f526007602052600360405f205f81555f60018201555f600282015501611fe081546119dc565b90816120cf575b50507f60dd22a221e0b18ae195b0f3622ccf971d5a16916c965a7784c43b1b948dae74602073ffffffffffffffffffffffffffffffffffffffff604051953387521694a482156120ca57815f52600960205263ffffffff8061204d8560405f205461215f565b509260d01c1691161461205e575050565b805f52600960205260405f205469ffffffffffffffffffff61207f84612181565b1b191661208b83612181565b50815f52600960205260405f20557f71d7f2472f40ffc361f1a6046e4eb04e76f2bfd1a3b5640ccf43951e44114822604080515f81525f6020820152a3565b505050565b81601f5f93116001146120e65750555b5f80611fe7565b8183526020832061212291601f0160051c7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0190600101611a2d565b80825281602081209155556120df565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603160045260245ffd5b9061216990612181565b1c9065ffffffffffff63ffffffff8360301c16921690565b60ff7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe91160160ff81116102565760ff16605081029080820460501490151715610256579056ae3913b1e69ab534776c90b3ab5cd78964b02bb6fa5134fa2a820dc0321a307c' as const
