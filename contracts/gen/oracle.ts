// Generated from src/Oracle.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const oracleAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "reporters_",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "maxAgeSeconds_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "decimals",
    "inputs": [],
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
    "name": "description",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "string",
        "internalType": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "getRoundData",
    "inputs": [
      {
        "name": "roundId",
        "type": "uint80",
        "internalType": "uint80"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint80",
        "internalType": "uint80"
      },
      {
        "name": "",
        "type": "int256",
        "internalType": "int256"
      },
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "",
        "type": "uint80",
        "internalType": "uint80"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "latestRoundData",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint80",
        "internalType": "uint80"
      },
      {
        "name": "",
        "type": "int256",
        "internalType": "int256"
      },
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "",
        "type": "uint80",
        "internalType": "uint80"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "maxAgeSeconds",
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
    "name": "report",
    "inputs": [
      {
        "name": "price",
        "type": "int256",
        "internalType": "int256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "reportOf",
    "inputs": [
      {
        "name": "reporter",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "price",
        "type": "int256",
        "internalType": "int256"
      },
      {
        "name": "reportedAt",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "reporters",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "version",
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
    "type": "event",
    "name": "AnswerUpdated",
    "inputs": [
      {
        "name": "current",
        "type": "int256",
        "indexed": true,
        "internalType": "int256"
      },
      {
        "name": "roundId",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "updatedAt",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "PriceReported",
    "inputs": [
      {
        "name": "reporter",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "price",
        "type": "int256",
        "indexed": false,
        "internalType": "int256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "MaxAgeInvalid",
    "inputs": [
      {
        "name": "maxAgeSeconds",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceInvalid",
    "inputs": [
      {
        "name": "price",
        "type": "int256",
        "internalType": "int256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReporterCountInvalid",
    "inputs": [
      {
        "name": "count",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReporterInvalid",
    "inputs": [
      {
        "name": "reporter",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReporterUnknown",
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
    "name": "RoundUnknown",
    "inputs": [
      {
        "name": "roundId",
        "type": "uint80",
        "internalType": "uint80"
      }
    ]
  }
] as const

export const oracleBytecode = '0x60a06040523461028a57610f3f803803806100198161028e565b928339810160408282031261028a5781516001600160401b03811161028a5782019181601f8401121561028a578251926001600160401b038411610181578360051b92602061006981860161028e565b8096815201916020839582010191821161028a57602001915b81831061026a575050506020015191805160018116158015610260575b61024e5783158015610242575b61022f575f5b81811061019557505051906001600160401b03821161018157680100000000000000008211610181575f54825f55808310610157575b505f8080527f290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563905b83811061013a5784608052604051610c8b90816102b482396080518181816106a60152610c650152f35b82516001600160a01b031681830155602090920191600101610110565b5f8052828060205f20019103905f5b8281106101745750506100e8565b5f82820155600101610166565b634e487b7160e01b5f52604160045260245ffd5b825181101561021b57600581901b8301602001516001600160a01b03169081158015610206575b6101f357600181018082116101df576001925f528260205260405f2055016100b2565b634e487b7160e01b5f52601160045260245ffd5b50632d54d5b960e21b5f5260045260245ffd5b50815f52600160205260405f205415156101bc565b634e487b7160e01b5f52603260045260245ffd5b836301de922f60e21b5f5260045260245ffd5b5062093a8084116100ac565b6324b3898560e01b5f5260045260245ffd5b50600f811161009f565b82516001600160a01b038116810361028a57815260209283019201610082565b5f80fd5b6040519190601f01601f191682016001600160401b038111838210176101815760405256fe6080806040526004361015610012575f80fd5b5f3560e01c908163116776c4146106c95750806314d04ea614610671578063313ce5671461063857806354fd4d50146105ff5780637284e4161461054e5780639a6fc8f5146103fe578063cdbeafc41461026a578063f144d4861461016c5763feaf968c1461007f575f80fd5b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610168576040516100b9816107ac565b60035467ffffffffffffffff81168252602082019167ffffffffffffffff8260401c16835267ffffffffffffffff604082019260801c16825267ffffffffffffffff8151161561013c5751915190516040805167ffffffffffffffff9485168082529385166020820152939091169083018190526060830152608082015260a090f35b7fd6164005000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b5f80fd5b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610168576040518060205f54928381520180925f80527f290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563905f5b81811061023e57505050816101e69103826107c8565b604051918291602083019060208452518091526040830191905f5b81811061020f575050500390f35b825173ffffffffffffffffffffffffffffffffffffffff16845285945060209384019390920191600101610201565b825473ffffffffffffffffffffffffffffffffffffffff168452602090930192600192830192016101d0565b346101685760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016857600435335f52600160205260405f205480156103d2575f82138015906103c3575b610397576103619067ffffffffffffffff604051916102d883610763565b8185168352602083019082421682525f526002602052818060405f20945116167fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000084541617835551167fffffffffffffffffffffffffffffffff0000000000000000ffffffffffffffff6fffffffffffffffff000000000000000083549260401b169116179055565b6040519081527f8c14705f1f1ec69b62760ece2d6d08963153405f9bc67bafdd798632a9d8767660203392a261039561088f565b005b507f5a14bbe3000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50655af3107a400082136102ba565b7f26e586e0000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b346101685760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101685760043569ffffffffffffffffffff81169081810361016857603f166040811015610521576040519061045e826107ac565b600401549067ffffffffffffffff82168152602081019267ffffffffffffffff8360401c16845267ffffffffffffffff604083019360801c1683528067ffffffffffffffff835116036104f65767ffffffffffffffff825116156104f6575051915190516040805167ffffffffffffffff9485168082529385166020820152939091169083018190526060830152608082015260a090f35b7fd6164005000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101685760405161058881610763565b60098152604060208201917f534e4d202f20555344000000000000000000000000000000000000000000000083527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8351948593602085525180918160208701528686015e5f85828601015201168101030190f35b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016857602060405160018152f35b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016857602060405160088152f35b34610168575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101685760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346101685760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610168576004359073ffffffffffffffffffffffffffffffffffffffff8216809203610168576040915f526001602052815f20545f5260026020526020825f2061073d83610763565b549167ffffffffffffffff80841693848352851c16918291015282519182526020820152f35b6040810190811067ffffffffffffffff82111761077f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6060810190811067ffffffffffffffff82111761077f57604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761077f57604052565b67ffffffffffffffff811161077f5760051b60200190565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff811461084e5760010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b80518210156105215760209160051b010190565b5f5461089a81610809565b6108a760405191826107c8565b8181527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06108d483610809565b013660208301375f9067ffffffffffffffff9260015b81811115610ac657508260011b8381046002148415171561084e571115610ac157600167ffffffffffffffff60035416019167ffffffffffffffff831161084e577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161084e5767ffffffffffffffff9161096c9160011c9061087b565b5116603f6040519261097d846107ac565b67ffffffffffffffff818116808652602086018581529187166040808801918252600380547fffffffffffffffff0000000000000000000000000000000000000000000000001690931796811b6fffffffffffffffff0000000000000000169690961760809890981b77ffffffffffffffff000000000000000000000000000000001697909717905591169182101561052157915160049190910180549251935177ffffffffffffffff00000000000000000000000000000000608082901b16604086811b6fffffffffffffffff00000000000000001667ffffffffffffffff9586167fffffffffffffffff0000000000000000000000000000000000000000000000009097168717179190911790925590519082168152919216907f0559884fd3a460db3073b7fc896cc77986f16e378210ded43186175bf646fc5f90602090a3565b505050565b919294825f95929552600260205260405f209060405191610ae683610763565b549167ffffffffffffffff8084169384835260401c16602082019381855215908115610c58575b50610c47575167ffffffffffffffff1695875b8015801580610c00575b15610bac577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82019180831161084e57610b7967ffffffffffffffff610b70858c61087b565b5116918a61087b565b5215610b20577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b5097610bd2919497610bcc67ffffffffffffffff949a989795988861087b565b52610821565b94511667ffffffffffffffff86168110610bf6575b50610bf190610821565b6108ea565b9450610bf1610be7565b507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff820182811161084e5767ffffffffffffffff610c3f8b928b61087b565b511611610b2a565b50959392610bf19150949194610821565b9050420342811161084e577f0000000000000000000000000000000000000000000000000000000000000000105f610b0d56' as const
